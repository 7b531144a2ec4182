package org.hadirector.heartbeat.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.heartbeat.config.ConfigProblem.Stage;
import org.hadirector.heartbeat.decide.CoreSettings.Failback;

/**
 * Reads the text of ha.cf. What can be said from the text alone is said here; what needs to know the machine (its name,
 * its interfaces) is said by {@link HaCfValidator}. One object reads one file. Never throws on any text.
 */
public final class HaCfParser {
    static final String DEFAULT_CLUSTER = "linux-ha";

    private static final String OBSOLETE =
            "nice_failback flag is obsolete.. Use auto_failback {on, off, legacy} instead.";

    private static final Set<String> UNSUPPORTED_MEDIA = Set.of("hbaping", "tipc", "rds", "logd");

    private final Problems problems;
    private final MediaDirectives media;
    private final TimeDirectives times;
    private final ServiceDirectives services;
    private final LogDirectives log;
    private final List<String> nodes = new ArrayList<>();
    private final List<HaCf.Witness> witnesses = new ArrayList<>();
    private String cluster = DEFAULT_CLUSTER;
    private Failback failback;
    private boolean managed;

    private HaCfParser(String file) {
        this.problems = new Problems(file, Stage.READING);
        this.media = new MediaDirectives(problems);
        this.times = new TimeDirectives(problems);
        this.services = new ServiceDirectives(problems);
        this.log = new LogDirectives(problems);
    }

    /**
     * Reads one file.
     *
     * @param file its name, for the messages
     * @param text its content
     */
    public static Parsed<HaCf> parse(String file, String text) {
        return new HaCfParser(file).read(text);
    }

    private Parsed<HaCf> read(String text) {
        List<Directive> directives = HaCfLexer.directives(text, problems);
        for (Directive directive : directives) {
            if (take(directive) && directive.values().isEmpty()) {
                problems.hint(directive.line(), "directive [" + directive.name() + "] has no value", "complete it");
            }
        }
        HaCf haCf = new HaCf(
                problems.file(),
                cluster,
                nodes,
                times.finish(),
                media.finish(),
                witnesses,
                chosenFailback(),
                log.finish(),
                services.finish(),
                directives);
        return new Parsed<>(haCf, problems.sorted());
    }

    /** False when there is no such directive. */
    private boolean take(Directive directive) {
        if (media.accept(directive) || times.accept(directive) || services.accept(directive) || log.accept(directive)) {
            return true;
        }
        switch (directive.name()) {
            case "node" -> directive.values().forEach(name -> node(directive, name));
            case "ping" -> directive.values().forEach(address -> ping(directive, address));
            case "ping6" -> directive.values().forEach(address -> ping6(directive, address));
            case "ping_group" -> pingGroup(directive);
            case "auto_failback" -> directive.values().forEach(value -> autoFailback(directive, value));
            case "nice_failback" -> directive.values().forEach(value -> niceFailback(directive, value));
            case "cluster" -> directive.values().forEach(value -> cluster = value);
            case "crm", "pacemaker" -> directive.values().forEach(value -> crm(directive, value));
            case "autojoin" -> directive.values().forEach(value -> autojoin(directive, value));
            default -> {
                return other(directive);
            }
        }
        return true;
    }

    private boolean other(Directive directive) {
        if (FenceDirectives.accept(directive, problems)) {
            return true;
        }
        if (OtherDirectives.knows(directive.name())) {
            OtherDirectives.check(directive, problems);
            return true;
        }
        String remedy = UNSUPPORTED_MEDIA.contains(directive.name())
                ? "media are bcast, mcast, ucast and serial; logs go to logfile and logfacility"
                : "remove it or correct its spelling; names are case-sensitive";
        problems.refused(
                directive.line(), "Illegal directive [" + directive.name() + "] in " + problems.file(), remedy);
        return false;
    }

    private void node(Directive directive, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (nodes.contains(lower)) {
            problems.hint(directive.line(), "node [" + name + "] is named twice", "remove one");
            return;
        }
        nodes.add(lower);
        if (nodes.size() == 3) {
            problems.byDesign(
                    directive.line(),
                    "third node [" + name + "]: this is a pair",
                    "keep the two directors; every word after node is a node");
        }
    }

    private void witness(Directive directive, String name, String... addresses) {
        witnesses.add(new HaCf.Witness(name, List.of(addresses), directive.line()));
    }

    private void ping(Directive directive, String address) {
        if (address.indexOf(':') >= 0) {
            IllegalMedium.ping(directive.line(), address, problems);
        } else {
            witness(directive, address, address);
        }
    }

    private void ping6(Directive directive, String address) {
        if (AddressText.isIpv6(address)) {
            witness(directive, address, address);
        } else {
            IllegalMedium.ping6(directive.line(), address, problems);
        }
    }

    private void pingGroup(Directive directive) {
        List<String> words = directive.words();
        if (words.size() < 2) {
            problems.error(
                    directive.line(), "ping_group without a name and members", "ping_group NAME ADDRESS ADDRESS …");
            return;
        }
        List<String> members = words.subList(1, words.size());
        witness(directive, words.get(0), members.toArray(String[]::new));
    }

    private void autoFailback(Directive directive, String value) {
        Boolean truth = OtherDirectives.truth(value);
        if (truth != null) {
            failback = truth ? Failback.ON : Failback.OFF;
        } else if (value.equalsIgnoreCase("legacy")) {
            failback = Failback.LEGACY;
        } else {
            problems.error(directive.line(), "auto_failback [" + value + "] is invalid", "on, off or legacy");
        }
    }

    /** heartbeat obeys it, at the place where it stands, and complains in five lines. */
    private void niceFailback(Directive directive, String value) {
        if (OtherDirectives.truth(value) == null) {
            problems.said(
                    Severity.ERROR,
                    Stage.READING,
                    directive.line(),
                    "nice_failback [" + value + "] is not a truth value",
                    "write auto_failback on, or off to stay",
                    "ERROR: " + OBSOLETE,
                    "ERROR: See documentation for details.");
            return;
        }
        if (failback == Failback.ON || failback == Failback.OFF) {
            // on as well as off: heartbeat says so and does so
            failback = Failback.OFF;
            problems.said(
                    Severity.WARNING,
                    Stage.READING,
                    directive.line(),
                    OBSOLETE,
                    "remove it",
                    "ERROR: " + OBSOLETE,
                    "ERROR: 'nice_failback " + value + "' has been changed to 'auto_failback off'",
                    "ERROR: See documentation for details.");
            return;
        }
        failback = Failback.LEGACY;
        problems.said(
                Severity.WARNING,
                Stage.READING,
                directive.line(),
                OBSOLETE,
                "heartbeat reads it as 'auto_failback legacy'; write auto_failback on, or off to stay",
                "ERROR: " + OBSOLETE,
                "ERROR: nice_failback " + value + " has been strictly interpreted as 'auto_failback legacy'",
                "ERROR: Consider converting to 'auto_failback on'.",
                "ERROR: When you do, then you can use ipfail, and hb_standby",
                "ERROR: See documentation for details.");
    }

    private Failback chosenFailback() {
        if (failback == Failback.ON || failback == Failback.OFF) {
            return failback;
        }
        problems.said(
                Severity.WARNING,
                Stage.CHECKING,
                0,
                "Deprecated 'legacy' auto_failback option selected.",
                "Please convert to 'auto_failback on'.",
                "WARN: Deprecated 'legacy' auto_failback option selected.",
                "WARN: Please convert to 'auto_failback on'.",
                "WARN: See documentation for conversion details.");
        return Failback.LEGACY;
    }

    private void crm(Directive directive, String value) {
        if (managed) {
            problems.refused(
                    directive.line(), "pacemaker/crm directive used multiple times!", "one such line with one value");
            return;
        }
        managed = true;
        Boolean truth = OtherDirectives.truth(value);
        if (truth == null || truth) {
            problems.error(
                    directive.line(),
                    directive.name() + " [" + value + "]: there is no cluster manager here",
                    "resources are in haresources; remove the line");
        }
    }

    private void autojoin(Directive directive, String value) {
        String word = value.toLowerCase(Locale.ROOT);
        if (word.equals("any") || word.equals("other")) {
            problems.said(
                    Severity.ERROR,
                    Stage.CHECKING,
                    directive.line(),
                    "R1 style resource management conflicts with  autojoin set",
                    "the two nodes are named by node lines; remove it",
                    "ERROR: R1 style resource management conflicts with  autojoin set",
                    "ERROR: You need either unset autojoin or enable crm");
        } else if (!word.equals("none")) {
            problems.refused(directive.line(), "Invalid autojoin directive [" + value + "]", "remove it");
        }
    }
}
