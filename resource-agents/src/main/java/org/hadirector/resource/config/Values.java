package org.hadirector.resource.config;

import java.math.BigDecimal;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the values of ldirectord's directives; what is wrong becomes a problem, and nothing is delivered. */
final class Values {
    private static final Pattern TIME = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)(ms|msec|us|usec|s|sec)?");
    private static final Pattern SOME_NUMBER = Pattern.compile("\\D*(\\d{1,9})\\D*");

    private final Problems problems;

    Values(Problems problems) {
        this.problems = problems;
    }

    void yesNo(Directive directive, Consumer<Boolean> target) {
        if ("yes".equals(directive.value()) || "no".equals(directive.value())) {
            target.accept(directive.value().equals("yes"));
        } else {
            problems.error(
                    directive.line(),
                    directive.name() + " must be 'yes' or 'no'",
                    "write " + directive.name() + "=yes or " + directive.name() + "=no");
        }
    }

    /** A time in seconds, or with a unit; delivers milliseconds, at least 1. */
    void time(Directive directive, String error, LongConsumer targetMs) {
        Matcher matcher = TIME.matcher(directive.value());
        if (matcher.matches()) {
            String unit = matcher.group(2) == null ? "s" : matcher.group(2);
            BigDecimal ms = new BigDecimal(matcher.group(1)).scaleByPowerOfTen(exponent(unit));
            if (ms.signum() > 0) {
                if (!unit.startsWith("s") || matcher.group(1).indexOf('.') >= 0) {
                    problems.warning(
                            directive.line(),
                            directive.name() + "=" + directive.value() + " is understood here, but not by ldirectord",
                            "use whole seconds if ldirectord is to read this file too");
                }
                targetMs.accept(Math.max(1, ms.longValue()));
                return;
            }
        } else {
            Matcher loose = SOME_NUMBER.matcher(directive.value());
            if (loose.matches() && Integer.parseInt(loose.group(1)) > 0) {
                taken(directive, loose.group(1));
                targetMs.accept(Long.parseLong(loose.group(1)) * 1000);
                return;
            }
        }
        problems.error(directive.line(), error, "write a number of seconds greater than 0");
    }

    private static int exponent(String unit) {
        return switch (unit.charAt(0)) {
            case 'm' -> 0;
            case 'u' -> -3;
            default -> 3;
        };
    }

    /** A whole number greater than 0. */
    void count(Directive directive, String error, IntConsumer target) {
        Matcher matcher = SOME_NUMBER.matcher(directive.value());
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) == 0) {
            problems.error(directive.line(), error, "write a whole number greater than 0");
            return;
        }
        if (!matcher.group(1).equals(directive.value())) {
            taken(directive, matcher.group(1));
        }
        target.accept(Integer.parseInt(matcher.group(1)));
    }

    private void taken(Directive directive, String number) {
        problems.warning(
                directive.line(),
                directive.name() + "=" + directive.value() + " is taken as " + number + ", as ldirectord does",
                "write " + directive.name() + "=" + number);
    }

    /** Text with or without double quotes around it. */
    void text(Directive directive, Consumer<String> target) {
        target.accept(unquoted(directive.value()));
    }

    /** Text that ldirectord wants in double quotes; bare text is taken with a warning, nothing at all is an error. */
    void quoted(Directive directive, String error, Consumer<String> target) {
        String value = directive.value();
        if (unquoted(value).isEmpty()) {
            problems.error(directive.line(), error, "write " + directive.name() + "=\"…\"");
            return;
        }
        warnUnquoted(directive);
        target.accept(unquoted(value));
    }

    /** As {@link #quoted}, but may be empty. */
    void quotedOrEmpty(Directive directive, Consumer<String> target) {
        warnUnquoted(directive);
        target.accept(unquoted(directive.value()));
    }

    private void warnUnquoted(Directive directive) {
        if (unquoted(directive.value()).equals(directive.value())) {
            problems.warning(
                    directive.line(),
                    directive.name() + " without quotes; ldirectord would not accept it",
                    "write " + directive.name() + "=\"" + directive.value() + "\"");
        }
    }

    static String unquoted(String value) {
        return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }

    /** Called for what is neither known nor misplaced. */
    void unknown(Directive directive, String remedy) {
        problems.error(directive.line(), "Unknown command " + directive.text(), remedy);
    }
}
