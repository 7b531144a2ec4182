package org.hadirector.director.golden;

import java.util.Arrays;
import java.util.List;

/** What a node holds at the end of an event: {@code rscstatus STATE; NAME NAME…}, the names in any order. */
final class Holds {
    private Holds() {}

    static void compare(PairPlayer.Played played, String node, List<Difference> into) {
        for (String held : played.event().results(node + " holds|")) {
            String ours = sorted(played.holds().get(node));
            if (!sorted(held).equals(ours)) {
                into.add(new Difference(
                        played.event().line(), node + " holds|" + sorted(held), node + " holds|" + ours));
            }
        }
    }

    private static String sorted(String held) {
        int semicolon = held.indexOf("; ");
        if (semicolon < 0) {
            return held;
        }
        String[] names = held.substring(semicolon + 2).split(" ");
        Arrays.sort(names);
        return held.substring(0, semicolon + 2) + String.join(" ", names);
    }
}
