package org.hadirector.heartbeat.config;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Directives of heartbeat that have no function here: they are recognised, their values are checked as heartbeat does,
 * and the user is told what to do instead.
 */
final class OtherDirectives {
    private static final Set<String> TRUE = Set.of("true", "on", "yes", "y", "1");
    private static final Set<String> FALSE = Set.of("false", "off", "no", "n", "0");

    private enum Kind {
        BOOLEAN,
        NUMBER,
        TIME,
        WORDS
    }

    private record Entry(Kind kind, String instead) {}

    private static final String CLUSTER_MANAGER = "belongs to the cluster manager (CRM); remove it";
    private static final String OWN_FORMAT = "beats have a compact format of their own; remove it";

    private static final Map<String, Entry> TABLE = Map.ofEntries(
            Map.entry("hopfudge", new Entry(Kind.NUMBER, "there are no serial rings in a pair; remove it")),
            Map.entry("use_logd", new Entry(Kind.BOOLEAN, "log to logfile or logfacility")),
            Map.entry("conn_logd_time", new Entry(Kind.TIME, "log to logfile or logfacility")),
            Map.entry("log_badpack", new Entry(Kind.BOOLEAN, "bad packets are counted per link; see director status")),
            Map.entry("syslogmsgfmt", new Entry(Kind.BOOLEAN, "the log format is fixed; remove it")),
            Map.entry("respawn", new Entry(Kind.WORDS, "start it as a service; what ipfail did is built in")),
            Map.entry("failfast", new Entry(Kind.WORDS, "start it as a service")),
            Map.entry("apiauth", new Entry(Kind.WORDS, "the control socket is for root only; remove it")),
            Map.entry("realtime", new Entry(Kind.BOOLEAN, "the heartbeat threads run in real time if allowed")),
            Map.entry("rtprio", new Entry(Kind.NUMBER, "the heartbeat threads choose their priority themselves")),
            Map.entry("msgfmt", new Entry(Kind.WORDS, OWN_FORMAT)),
            Map.entry("hbgenmethod", new Entry(Kind.WORDS, "the boot generation is kept in the state directory")),
            Map.entry("uuidfrom", new Entry(Kind.WORDS, "nodes are known by name; remove it")),
            Map.entry("compression", new Entry(Kind.WORDS, OWN_FORMAT)),
            Map.entry("compression_threshold", new Entry(Kind.NUMBER, OWN_FORMAT)),
            Map.entry("traditional_compression", new Entry(Kind.BOOLEAN, OWN_FORMAT)),
            Map.entry("max_rexmit_delay", new Entry(Kind.NUMBER, "nothing is retransmitted, every beat is complete")),
            Map.entry("coredumps", new Entry(Kind.BOOLEAN, "set limits in the service's unit")),
            Map.entry("coreroot", new Entry(Kind.WORDS, "set limits in the service's unit")),
            Map.entry("memreserve", new Entry(Kind.NUMBER, "memory is locked and sized by the JVM's options")),
            Map.entry("env", new Entry(Kind.WORDS, "set it in the resource scripts")),
            Map.entry("quorum_server", new Entry(Kind.WORDS, "use ping or ping_group witnesses")),
            Map.entry("record_config_changes", new Entry(Kind.BOOLEAN, CLUSTER_MANAGER)),
            Map.entry("record_pengine_inputs", new Entry(Kind.BOOLEAN, CLUSTER_MANAGER)),
            Map.entry("enable_config_writes", new Entry(Kind.BOOLEAN, CLUSTER_MANAGER)),
            Map.entry("mcast6", new Entry(Kind.WORDS, "no link comes of it; use mcast, ucast or serial")),
            Map.entry("ucast6", new Entry(Kind.WORDS, "no link comes of it; use ucast or serial")),
            Map.entry("ping6", new Entry(Kind.WORDS, "no witness comes of it; use ping")));

    private static final Map<String, Set<String>> CHOICES = Map.of(
            "hbgenmethod", Set.of("file", "time"),
            "uuidfrom", Set.of("file", "nodename"),
            "msgfmt", Set.of("classic", "netstring"));

    private OtherDirectives() {}

    /** Whether the directive is one of this table. */
    static boolean knows(String name) {
        return TABLE.containsKey(name);
    }

    static void check(Directive directive, Problems problems) {
        Entry entry = TABLE.get(directive.name());
        for (String value : directive.values()) {
            String complaint =
                    switch (entry.kind) {
                        case BOOLEAN -> truth(value) == null ? "is not a truth value" : null;
                        case NUMBER -> isNumber(value) ? range(directive.name(), value) : "is not a number";
                        case TIME -> TimeValue.parseNs(value).isEmpty() ? "is not a time" : null;
                        case WORDS -> choice(directive.name(), value);
                    };
            if (complaint != null) {
                problems.error(
                        directive.line(), directive.name() + " [" + value + "] " + complaint, "correct or remove it");
            }
        }
        problems.warning(directive.line(), "directive [" + directive.name() + "] has no effect here", entry.instead);
    }

    private static String range(String name, String value) {
        long number = value.length() > 9 ? Long.MAX_VALUE : Long.parseLong(value);
        long max =
                switch (name) {
                    case "hopfudge" -> 255;
                    case "rtprio" -> 99;
                    default -> Integer.MAX_VALUE;
                };
        boolean zero = number == 0 && name.equals("compression_threshold");
        return number > max || zero ? "is out of range" : null;
    }

    private static String choice(String name, String value) {
        Set<String> allowed = CHOICES.get(name);
        return allowed == null || allowed.contains(value.toLowerCase(Locale.ROOT)) ? null : "is invalid";
    }

    private static boolean isNumber(String value) {
        return !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** heartbeat's truth values in any case; null when the word is none. */
    static Boolean truth(String value) {
        String word = value.toLowerCase(Locale.ROOT);
        if (TRUE.contains(word)) {
            return Boolean.TRUE;
        }
        return FALSE.contains(word) ? Boolean.FALSE : null;
    }
}
