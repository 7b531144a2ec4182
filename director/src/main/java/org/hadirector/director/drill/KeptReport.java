package org.hadirector.director.drill;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What clients saw that keep their connections ({@link KeptClients}), around one fault.
 *
 * @param carried packets that the owner's gate sent on by itself before the fault
 * @param broken connections that ended other than by their client's will
 * @param gapNs the longest time without an answer of any of them; a connection's end shows when TCP repeats something
 * @param wrong answers that were not what they had to be
 */
public record KeptReport(long carried, long broken, long gapNs, List<String> wrong) {
    /** Nobody keeps a connection: the real servers do not. */
    public static final KeptReport NONE = new KeptReport(0, 0, 0, List.of());

    public KeptReport {
        wrong = List.copyOf(wrong);
    }

    public double gapMs() {
        return gapNs / 1e6;
    }

    /** For {@code --json}; milliseconds rounded to microseconds. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("carried", carried);
        map.put("broken", broken);
        map.put("gap_ms", OutageReport.milliseconds(gapNs));
        map.put("wrong", wrong);
        return map;
    }
}
