package org.hadirector.lvs.golden;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines of rates, of {@code ipvsadm --rate} and of {@code ip_vs_stats}. The kernel measures every 2 s and smooths what
 * it measured; at which moments it did so is not recorded. So numbers below such a heading need only be near, all else
 * the same.
 */
final class RateLines {
    private static final Pattern LISTING = Pattern.compile(".* CPS +InPPS .*");
    private static final Pattern PROC = Pattern.compile(" +Conns/s +Pkts/s .*");
    private static final Pattern NUMBERS = Pattern.compile("(.*?)((?: +[0-9A-F]+[KMGT]?){5})");
    private static final String UNITS = "KMGT";
    private static final int NEAR = 3;

    private int radix;

    /** Whether two lines are rates and near each other; wants to see all lines of a text in their order. */
    boolean areNear(String want, String got) {
        if (LISTING.matcher(want).matches() || PROC.matcher(want).matches()) {
            radix = LISTING.matcher(want).matches() ? 10 : 16;
            return false;
        }
        Matcher left = NUMBERS.matcher(want);
        Matcher right = NUMBERS.matcher(got);
        if (radix == 0 || !left.matches() || !right.matches() || want.length() != got.length()) {
            return false;
        }
        String[] wanted = left.group(2).strip().split(" +");
        String[] gotten = right.group(2).strip().split(" +");
        boolean near = left.group(1).equals(right.group(1));
        for (int i = 0; i < wanted.length; i++) {
            long a = number(wanted[i]);
            long b = number(gotten[i]);
            near &= Math.max(a, b) <= NEAR * Math.min(a, b) + 1;
        }
        return near;
    }

    private long number(String text) {
        int unit = radix == 10 ? UNITS.indexOf(text.charAt(text.length() - 1)) + 1 : 0;
        long number = Long.parseLong(unit == 0 ? text : text.substring(0, text.length() - 1), radix);
        return number * (long) Math.pow(1000, unit);
    }
}
