package org.hadirector.director.run;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.takeover.Vip;

/**
 * Which addresses of a group a round of probes asks for. All of them as long as they are few; of many the first, which
 * is the first to come and the last to go, and some of the others in turn: a station that owns the group answers for
 * each, and 256 addresses asked for every few milliseconds would be a storm. Pure.
 */
final class VipRounds {
    /** At most so many in a round. */
    static final int ASKED = 16;

    private final List<Vip> vips;
    private int next = 1;

    VipRounds(List<Vip> vips) {
        this.vips = List.copyOf(vips);
    }

    /** The addresses of the next round. */
    List<Vip> next() {
        if (vips.size() <= ASKED) {
            return vips;
        }
        List<Vip> asked = new ArrayList<>(ASKED);
        asked.add(vips.get(0));
        while (asked.size() < ASKED) {
            asked.add(vips.get(next));
            next = next + 1 < vips.size() ? next + 1 : 1;
        }
        return asked;
    }
}
