package org.hadirector.heartbeat.sim.whatif;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A mishap with how long it lasts.
 *
 * @param forNs nanoseconds; 0 when nobody said
 */
public record Asked(Mishap mishap, long forNs) {
    private static final Pattern FORM = Pattern.compile("\\s*([A-Za-z-]+)(?:[:\\s]+(\\d{1,9})(ms|s|m)?)?\\s*");

    /**
     * Reads {@code FAULT[:DURATION][,FAULT…]}, as {@code owner-hung:5s,one-way}; a bare number is seconds.
     *
     * @throws IllegalArgumentException with words for the user
     */
    public static List<Asked> parse(String text) {
        List<Asked> asked = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher form = FORM.matcher(part);
            if (!form.matches()) {
                throw new IllegalArgumentException(
                        "cannot read the fault '" + part.strip() + "'; write NAME or NAME:DURATION, as owner-hung:5s");
            }
            Mishap mishap = Mishap.named(form.group(1))
                    .orElseThrow(() -> new IllegalArgumentException("no fault " + form.group(1) + "; there are "
                            + Mishap.all().stream().map(Mishap::name).collect(Collectors.joining(", "))));
            asked.add(new Asked(mishap, form.group(2) == null ? 0 : span(form.group(2), form.group(3))));
        }
        return asked;
    }

    private static long span(String number, String unit) {
        long each = "ms".equals(unit) ? 1_000_000L : "m".equals(unit) ? 60_000_000_000L : 1_000_000_000L;
        return Long.parseLong(number) * each;
    }
}
