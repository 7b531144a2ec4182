package org.hadirector.resource.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the directives at the margin of ldirectord.cf (ldirectord(8), GLOBAL DIRECTIVES). */
final class GlobalReader {
    private static final String NO_MAIL = "mails are not sent by this version; ";

    private final NameService names;
    private final Problems problems;
    private final Values values;
    private final Map<String, Consumer<Directive>> table = new HashMap<>();
    private final Map<String, String> accepted = new HashMap<>();
    private final Defaults defaults = new Defaults();
    private String logfile = LdirectordConfig.DEFAULT_LOGFILE;
    private boolean readdQuiescent;
    private boolean autoReload;

    GlobalReader(NameService names, Problems problems) {
        this.names = names;
        this.problems = problems;
        this.values = new Values(problems);
        times();
        policies();
        later();
    }

    Defaults defaults() {
        return defaults;
    }

    LdirectordConfig.Reread reread() {
        return new LdirectordConfig.Reread(autoReload, defaults.intervalMs);
    }

    Map<String, String> accepted() {
        return accepted;
    }

    String logfile() {
        return logfile;
    }

    boolean readdQuiescent() {
        return readdQuiescent;
    }

    void read(Directive directive) {
        if (directive.value() == null) {
            bare(directive);
            return;
        }
        Consumer<Directive> reader = table.get(directive.name());
        if (reader == null) {
            boolean ofBlock = VirtualReader.NAMES.contains(directive.name());
            values.unknown(
                    directive,
                    ofBlock
                            ? "it belongs into a virtual= block: indent it by 4 blanks or a tab"
                            : "correct the name or remove the line");
        } else {
            reader.accept(directive);
        }
    }

    private void bare(Directive directive) {
        if (directive.name().equals("supervised")) {
            accepted.put("supervised", "yes");
            problems.warning(
                    directive.line(),
                    "supervised without value has no effect: the director runs it",
                    "remove the line");
        } else {
            values.unknown(directive, "write name=value");
        }
    }

    private void times() {
        table.put(
                "checktimeout", d -> values.time(d, "invalid check timeout value", ms -> defaults.checkTimeoutMs = ms));
        table.put(
                "negotiatetimeout",
                d -> values.time(d, "invalid negotiate timeout value", ms -> defaults.negotiateTimeoutMs = ms));
        table.put("checkinterval", d -> values.time(d, "invalid check interval value", ms -> defaults.intervalMs = ms));
        table.put("failurecount", d -> values.count(d, "invalid failure count value", n -> defaults.failureCount = n));
        table.put("checkcount", d -> {
            problems.warning(
                    d.line(),
                    "checkcount option is deprecated and slated for removal.  please see 'failurecount'",
                    "use failurecount");
            values.count(d, "invalid check count value", n -> defaults.pingCount = n);
        });
        table.put("timeout", d -> {
            problems.warning(
                    d.line(),
                    "timeout directive deprecated in favour of checktimeout and negotiatetimeout; taken as both",
                    "write checktimeout=" + d.value() + " and negotiatetimeout=" + d.value());
            values.time(d, "invalid timeout value", ms -> {
                defaults.checkTimeoutMs = ms;
                defaults.negotiateTimeoutMs = ms;
            });
        });
        table.put("connecttimeout", d -> {
            problems.warning(
                    d.line(),
                    "connecttimeout directive deprecated in favour of negotiatetimeout; taken as such",
                    "write negotiatetimeout=" + d.value());
            values.time(d, "invalid connect timeout value", ms -> defaults.negotiateTimeoutMs = ms);
        });
    }

    private void policies() {
        table.put("quiescent", d -> values.yesNo(d, yes -> defaults.quiescent = yes));
        table.put("autoreload", d -> values.yesNo(d, yes -> autoReload = yes));
        table.put("readdquiescent", d -> values.yesNo(d, yes -> readdQuiescent = yes));
        table.put("cleanstop", d -> values.yesNo(d, yes -> defaults.cleanStop = yes));
        table.put("fallback", d -> defaults.fallback = fallback(d, false));
        table.put("fallback6", d -> defaults.fallback6 = fallback(d, true));
        table.put("fallbackcommand", d -> values.text(d, text -> defaults.fallbackCommand = text));
        table.put(
                "logfile",
                d -> values.quotedOrEmpty(d, text -> {
                    logfile = text;
                    if (!text.contains("/")) {
                        problems.warning(
                                d.line(),
                                "syslog facility " + text + ": lines go to the director's own log instead",
                                "name a file, such as " + LdirectordConfig.DEFAULT_LOGFILE);
                    }
                }));
    }

    private Optional<RealLine> fallback(Directive directive, boolean six) {
        // Port 0 stands for the port of the virtual service that will use it.
        RealLineReader.Context anyService = new RealLineReader.Context(six, false, 0, "tcp", "", "");
        return new RealLineReader(names, problems).fallback(directive, anyService);
    }

    private void later() {
        table.put(
                "supervised",
                d -> values.yesNo(d, yes -> note(d, yes, "no effect: the director runs it", "remove it")));
        table.put(
                "fork",
                d -> values.yesNo(d, yes -> note(d, yes, "no effect: checks always run in parallel", "remove it")));
        table.put("callback", d -> note(d, true, "the program is not called", "copy the file to the peer by hand"));
        table.put(
                "execute",
                d -> note(
                        d, true, "the other file is not started", "add ldirectord::" + d.value() + " to haresources"));
        table.put("maintenancedir", d -> note(d, true, "the directory is not watched", "use weight 0 for maintenance"));
        for (String name : new String[] {"emailalert", "emailalertfrom", "smtp"}) {
            table.put(name, d -> note(d, true, NO_MAIL + "changes are logged", "watch the log"));
        }
        table.put("emailalertfreq", d -> AlertValues.frequency(d, problems, () -> accept(d)));
        table.put("emailalertstatus", d -> AlertValues.status(d, problems, () -> accept(d)));
    }

    private void accept(Directive directive) {
        accepted.put(directive.name(), directive.value());
    }

    private void note(Directive directive, boolean wanted, String instead, String remedy) {
        accept(directive);
        if (wanted && !directive.value().isEmpty()) {
            problems.warning(directive.line(), directive.name() + ": " + instead, remedy);
        }
    }
}
