package org.hadirector.heartbeat.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.heartbeat.config.ConfigProblem.Stage;

/**
 * keepalive, deadtime, warntime, initdead, deadping: values, heartbeat's defaults, and how they must stand together.
 */
final class TimeDirectives {
    private static final long SECOND = 1_000_000_000L;
    private static final String FORMS = "a time such as 2, 0.5, 300ms, 2500us";
    private static final Set<String> NAMES = Set.of("keepalive", "deadtime", "warntime", "initdead", "deadping");

    /**
     * A time of the file.
     *
     * @param line where it is
     */
    private record Given(TimeValue time, int line) {}

    private final Problems problems;
    private final Map<String, Given> given = new HashMap<>();

    TimeDirectives(Problems problems) {
        this.problems = problems;
    }

    boolean accept(Directive directive) {
        if (!NAMES.contains(directive.name())) {
            return false;
        }
        for (String value : directive.values()) {
            Optional<TimeValue> time = TimeValue.of(value);
            boolean mustBeOne =
                    directive.name().equals("keepalive") || directive.name().equals("warntime");
            if (time.isEmpty() || mustBeOne && TimeValue.ms(time.get().ns()) == 0) {
                problems.error(directive.line(), complaint(directive.name(), value), FORMS);
                continue;
            }
            given.put(directive.name(), new Given(time.get(), directive.line()));
            if (time.get().tooLong()) {
                // heartbeat takes it, and tells what is wrong with the rest
                problems.byDesign(directive.line(), complaint(directive.name(), value), FORMS);
            } else if (time.get().hasRest()) {
                problems.warning(
                        directive.line(),
                        "[" + value + "] is read as [" + time.get().ms() + " ms]",
                        FORMS);
            }
        }
        if (directive.values().size() > 1) {
            problems.warning(
                    directive.line(),
                    directive.name() + ": more than one value, the last one counts",
                    "write one value, its unit without a blank before it");
        }
        return true;
    }

    private static String complaint(String name, String value) {
        return name.equals("warntime") ? "Warn time [" + value + "] is invalid." : name + " [" + value + "] is invalid";
    }

    HaCf.Times finish() {
        long keepalive = ns("keepalive", SECOND);
        long deadtime = ns("deadtime", 30 * SECOND);
        long warntime = ns("warntime", deadtime / 2);
        long initdead = ns("initdead", defaultInitdead(deadtime));
        long deadping = ns("deadping", deadtime);
        HaCf.Times times = new HaCf.Times(keepalive, warntime, deadtime, initdead, deadping);
        check(times);
        return times;
    }

    /** Between 6 s and 10 s twice the deadtime, else at least the deadtime and never below 12 s. */
    private static long defaultInitdead(long deadtime) {
        if (deadtime > 10 * SECOND) {
            return deadtime;
        }
        return deadtime < 6 * SECOND ? 12 * SECOND : 2 * deadtime;
    }

    private void check(HaCf.Times times) {
        if (times.deadtimeNs() <= 2 * times.keepaliveNs()) {
            checked(
                    "Dead time [" + ms("deadtime", times.deadtimeNs()) + "] is too small compared to keeplive ["
                            + ms("keepalive", times.keepaliveNs()) + "]",
                    "deadtime at least four times keepalive",
                    "deadtime");
        } else if (times.deadtimeNs() < 4 * times.keepaliveNs()) {
            problems.hint(
                    line("deadtime", "keepalive"),
                    "deadtime [" + TimeValue.ms(times.deadtimeNs()) + " ms] is less than four times keepalive ["
                            + TimeValue.ms(times.keepaliveNs()) + " ms]",
                    "two lost beats look like a death; deadtime at least four times keepalive");
        }
        if (times.warntimeNs() >= times.deadtimeNs()) {
            problems.warning(
                    line("warntime", "deadtime"),
                    "warntime [" + TimeValue.ms(times.warntimeNs()) + " ms] is not below deadtime ["
                            + TimeValue.ms(times.deadtimeNs()) + " ms]",
                    "nobody is warned before the node is dead; warntime about half of deadtime");
        }
        if (given.containsKey("warntime") && times.warntimeNs() <= times.keepaliveNs()) {
            problems.hint(
                    line("warntime", "keepalive"),
                    "warntime [" + TimeValue.ms(times.warntimeNs()) + " ms] is not above keepalive ["
                            + TimeValue.ms(times.keepaliveNs()) + " ms]",
                    "every beat is reported as late; warntime about half of deadtime");
        }
        if (times.initdeadNs() < times.deadtimeNs()) {
            checked(
                    "Initial dead time [" + ms("initdead", times.initdeadNs()) + "] is smaller than deadtime ["
                            + ms("deadtime", times.deadtimeNs()) + "]",
                    "initdead at least twice deadtime",
                    "initdead");
        } else if (times.initdeadNs() < 10 * SECOND) {
            String text = "Initial dead time [" + TimeValue.ms(times.initdeadNs()) + " ms] may be too small!";
            problems.said(
                    Severity.WARNING,
                    Stage.CHECKING,
                    line("initdead", "deadtime"),
                    text,
                    "It should be >= deadtime and >= 10 seconds",
                    "WARN: " + text,
                    "info: Initial dead time accounts for slow network startup time",
                    "info: It should be >= deadtime and >= 10 seconds");
        }
        if (given.containsKey("deadping") && times.deadpingNs() <= 2 * times.keepaliveNs()) {
            checked(
                    "Ping dead time [" + ms("deadping", times.deadpingNs()) + "] is too small compared to keeplive ["
                            + ms("keepalive", times.keepaliveNs()) + "]",
                    "deadping at least four times keepalive",
                    "deadping");
        }
    }

    private void checked(String text, String remedy, String name) {
        int line = line(name, name.equals("initdead") ? "deadtime" : "keepalive");
        problems.said(Severity.ERROR, Stage.CHECKING, line, text, remedy, "ERROR: " + text);
    }

    private long ns(String name, long otherwise) {
        Given value = given.get(name);
        return value == null ? otherwise : value.time().ns();
    }

    private String ms(String name, long otherwise) {
        Given value = given.get(name);
        return value == null
                ? String.valueOf(TimeValue.ms(otherwise))
                : value.time().ms();
    }

    private int line(String first, String second) {
        Given value = given.getOrDefault(first, given.get(second));
        return value == null ? 0 : value.line();
    }
}
