package org.hadirector.heartbeat.config;

import java.util.Set;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.heartbeat.config.ConfigProblem.Stage;

/** logfile, debugfile, logfacility, debug, and whether anything is logged at all. */
final class LogDirectives {
    private static final Set<String> FACILITIES = Set.of(
            "none",
            "auth",
            "authpriv",
            "cron",
            "daemon",
            "ftp",
            "kern",
            "lpr",
            "mail",
            "news",
            "security",
            "syslog",
            "user",
            "uucp");

    private final Problems problems;
    private String logfile;
    private String debugfile;
    private String facility;
    private int debugLevel;
    private boolean syslogFormat = true;
    private Boolean logd;
    private int logdLine;

    LogDirectives(Problems problems) {
        this.problems = problems;
    }

    /** Takes a directive if it is one of these and nobody else needs to see it. */
    boolean accept(Directive directive) {
        switch (directive.name()) {
            case "logfile" -> logfile = path(directive, logfile);
            case "debugfile" -> debugfile = path(directive, debugfile);
            case "logfacility" -> directive.values().forEach(value -> facility(directive, value));
            case "debug" -> directive.values().forEach(value -> debugLevel = debug(directive, value));
            case "syslogmsgfmt" -> {
                directive.values().forEach(value -> {
                    Boolean truth = OtherDirectives.truth(value);
                    syslogFormat = truth == null ? syslogFormat : truth;
                });
                return false;
            }
            case "use_logd" -> {
                directive.values().forEach(value -> logd = OtherDirectives.truth(value));
                logdLine = directive.line();
                if (Boolean.TRUE.equals(logd)) {
                    problems.hint(
                            logdLine,
                            "there is no logging daemon: messages go to syslog at once, as daemon or logfacility",
                            "nobody is held up by a log here; logfile and debugfile are written as well");
                }
                return false;
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    HaCf.Logging finish() {
        boolean nowhere = logfile == null && debugfile == null && facility == null;
        if (nowhere && Boolean.FALSE.equals(logd)) {
            String text = "No log entry found in ha.cf and use_logd is set to off";
            problems.said(Severity.ERROR, Stage.CHECKING, logdLine, text, "logfile /var/log/ha-log", "ERROR: " + text);
        }
        return new HaCf.Logging(logfile, debugfile, facility, debugLevel, syslogFormat, Boolean.TRUE.equals(logd));
    }

    private String path(Directive directive, String former) {
        String chosen = former;
        for (String value : directive.values()) {
            if (value.startsWith("/")) {
                chosen = value;
            } else {
                problems.byDesign(
                        directive.line(), directive.name() + " [" + value + "] is no full pathname", "begin it with /");
            }
        }
        return chosen;
    }

    private void facility(Directive directive, String value) {
        if (!FACILITIES.contains(value) && !value.matches("local[0-7]")) {
            problems.refused(
                    directive.line(), "Log facility(" + value + ") not valid", "local0 to local7, daemon, or none");
            return;
        }
        facility = value.equals("none") ? null : value;
    }

    private int debug(Directive directive, String value) {
        long level = OtherDirectives.leading(value);
        if (level < 0 || level > 255) {
            problems.error(directive.line(), "debug [" + value + "] is out of range", "0 to 255");
            return 0;
        }
        if (!value.matches("[0-9]+")) {
            problems.warning(
                    directive.line(), "debug [" + value + "] is not a level, " + level + " is used", "0 to 255");
        }
        return (int) level;
    }
}
