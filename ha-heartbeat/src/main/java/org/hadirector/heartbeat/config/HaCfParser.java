package org.hadirector.heartbeat.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.hadirector.heartbeat.decide.CoreSettings.Failback;

/**
 * Reads the text of ha.cf. What can be said from the text alone is said here; what needs to know the machine (its name,
 * its interfaces) is said by {@link HaCfValidator}. One object reads one file. Never throws on any text.
 */
public final class HaCfParser {
    static final String DEFAULT_CLUSTER = "linux-ha";

    private static final Set<String> UNSUPPORTED_MEDIA = Set.of("hbaping", "tipc", "rds", "logd");

    private final Problems problems;
    private final MediaDirectives media;
    private final TimeDirectives times;
    private final List<String> nodes = new ArrayList<>();
    private final List<HaCf.Witness> witnesses = new ArrayList<>();
    private String cluster = DEFAULT_CLUSTER;
    private Failback failback;
    private boolean niceFailback;
    private String logfile;
    private String debugfile;
    private String logfacility;
    private int debugLevel;

    private HaCfParser(String file) {
        this.problems = new Problems(file);
        this.media = new MediaDirectives(problems);
        this.times = new TimeDirectives(problems);
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
                problems.warning(directive.line(), "directive [" + directive.name() + "] has no value", "complete it");
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
                new HaCf.Logging(logfile, debugfile, logfacility, debugLevel),
                directives);
        return new Parsed<>(haCf, problems.sorted());
    }

    /** False when there is no such directive. */
    private boolean take(Directive directive) {
        if (media.accept(directive) || times.accept(directive)) {
            return true;
        }
        switch (directive.name()) {
            case "node" -> directive.values().forEach(name -> node(directive, name));
            case "ping" -> directive.values().forEach(address -> ping(directive, address));
            case "ping_group" -> pingGroup(directive);
            case "auto_failback" -> directive.values().forEach(value -> autoFailback(directive, value));
            case "nice_failback" -> niceFailback(directive);
            case "logfile" -> logfile = path(directive, logfile);
            case "debugfile" -> debugfile = path(directive, debugfile);
            case "logfacility" -> directive.values().forEach(value -> logfacility = facility(directive, value));
            case "debug" -> directive.values().forEach(value -> debugLevel = debug(directive, value));
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
        problems.error(directive.line(), "Illegal directive [" + directive.name() + "] in " + problems.file(), remedy);
        return false;
    }

    private void node(Directive directive, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (nodes.contains(lower)) {
            problems.warning(directive.line(), "node [" + name + "] is named twice", "remove one");
            return;
        }
        nodes.add(lower);
        if (nodes.size() == 3) {
            problems.error(
                    directive.line(),
                    "third node [" + name + "]: this is a pair",
                    "keep the two directors; every word after node is a node");
        }
    }

    private void ping(Directive directive, String address) {
        if (Ipv4Text.looksNumeric(address) && Ipv4Text.parse(address).isEmpty()) {
            problems.error(
                    directive.line(),
                    "Illegal ping [ping membership] in config file [" + address + "]",
                    "an IPv4 address that always answers, such as the gateway's");
            return;
        }
        witnesses.add(new HaCf.Witness(address, List.of(address), directive.line()));
    }

    private void pingGroup(Directive directive) {
        if (directive.values().size() < 2) {
            problems.error(
                    directive.line(), "ping_group without a name and members", "ping_group NAME ADDRESS ADDRESS …");
            return;
        }
        List<String> members = new ArrayList<>();
        for (String member : directive.values().subList(1, directive.values().size())) {
            if (Ipv4Text.looksNumeric(member) && Ipv4Text.parse(member).isEmpty()) {
                problems.warning(directive.line(), "unknown host: " + member, "an IPv4 address");
            } else {
                members.add(member);
            }
        }
        witnesses.add(new HaCf.Witness(directive.value(0), members, directive.line()));
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

    private void niceFailback(Directive directive) {
        niceFailback = true;
        problems.warning(
                directive.line(),
                "nice_failback flag is obsolete.. Use auto_failback {on, off, legacy} instead.",
                "heartbeat reads it as 'auto_failback legacy'; write auto_failback on, or off to stay");
    }

    private Failback chosenFailback() {
        if (failback == Failback.ON || failback == Failback.OFF) {
            return failback;
        }
        if (!niceFailback) {
            problems.warning(
                    0, "Deprecated 'legacy' auto_failback option selected.", "Please convert to 'auto_failback on'.");
        }
        return Failback.LEGACY;
    }

    private String path(Directive directive, String former) {
        String chosen = former;
        for (String value : directive.values()) {
            if (value.startsWith("/")) {
                chosen = value;
            } else {
                problems.error(
                        directive.line(), directive.name() + " [" + value + "] is no full pathname", "begin it with /");
            }
        }
        return chosen;
    }

    private String facility(Directive directive, String value) {
        String word = value.toLowerCase(Locale.ROOT);
        boolean local = word.matches("local[0-7]");
        if (!local
                && !Set.of("none", "daemon", "user", "syslog", "auth", "authpriv", "kern")
                        .contains(word)) {
            problems.warning(directive.line(), "logfacility [" + value + "] is unknown", "local0 to local7, daemon");
        }
        return word.equals("none") ? null : word;
    }

    private int debug(Directive directive, String value) {
        OptionalLong number = value.matches("\\d{1,3}") ? OptionalLong.of(Long.parseLong(value)) : OptionalLong.empty();
        if (number.isEmpty() || number.getAsLong() > 255) {
            problems.warning(directive.line(), "debug [" + value + "] is not a level, 0 is used", "0 to 255");
            return 0;
        }
        return (int) number.getAsLong();
    }

    private void crm(Directive directive, String value) {
        Boolean truth = OtherDirectives.truth(value);
        if (truth == null || truth) {
            problems.error(
                    directive.line(),
                    directive.name() + " [" + value + "]: there is no cluster manager here",
                    "resources are in haresources; remove the line");
        }
    }

    private void autojoin(Directive directive, String value) {
        if (!value.equalsIgnoreCase("none")) {
            problems.error(
                    directive.line(),
                    "R1 style resource management conflicts with  autojoin set",
                    "the two nodes are named by node lines; remove it");
        }
    }
}
