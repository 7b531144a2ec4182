package org.hadirector.heartbeat.config;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Directives of one value each that are checked as heartbeat 3.0.6 checks them, with its words where it has some. Some
 * have no function here: the user is told what to do instead.
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

    /**
     * @param words heartbeat's error, {@code %s} for the value; null when it refuses without a word
     * @param instead null when the directive works here
     */
    private record Entry(Kind kind, String words, String instead) {}

    private static final String CLUSTER_MANAGER = "belongs to the cluster manager (CRM); remove it";
    private static final String OWN_FORMAT = "beats have a compact format of their own; remove it";
    private static final String CRM_BOOLEAN = "ha_config_check_boolean:Invalid directive value %s";

    private static final Map<String, Entry> TABLE = Map.ofEntries(
            entry("hopfudge", Kind.NUMBER, null, "there are no serial rings in a pair; remove it"),
            entry("use_logd", Kind.BOOLEAN, null, null),
            entry("conn_logd_time", Kind.TIME, null, "syslog is tried anew with each message; remove it"),
            entry("log_badpack", Kind.BOOLEAN, null, "bad packets are counted per link; see director status"),
            entry("syslogmsgfmt", Kind.BOOLEAN, null, null),
            entry("realtime", Kind.BOOLEAN, null, null),
            entry("rtprio", Kind.NUMBER, "Illegal realtime priority [%s]", null),
            entry("msgfmt", Kind.WORDS, null, OWN_FORMAT),
            entry(
                    "hbgenmethod",
                    Kind.WORDS,
                    "Illegal hb generation method [%s]",
                    "the boot generation is kept in the state directory"),
            entry("uuidfrom", Kind.WORDS, "Invalid uuidfrom directive [%s]", "nodes are known by name; remove it"),
            entry("compression", Kind.WORDS, "Compression module(%s) not found", OWN_FORMAT),
            entry(
                    "compression_threshold",
                    Kind.NUMBER,
                    "set_compression_threshold: compress_threshhold(%s) invalid",
                    OWN_FORMAT),
            entry(
                    "traditional_compression",
                    Kind.BOOLEAN,
                    "set_traditional_compression:Invalid directive value %s",
                    OWN_FORMAT),
            entry(
                    "max_rexmit_delay",
                    Kind.NUMBER,
                    "Invalid max_rexmit_delay time(%s)",
                    "nothing is retransmitted, every beat is complete"),
            entry("coredumps", Kind.BOOLEAN, null, null),
            entry("coreroot", Kind.WORDS, null, "the kernel says where cores go: sysctl kernel.core_pattern"),
            entry("memreserve", Kind.NUMBER, null, "memory is locked and sized by the JVM's options"),
            entry("quorum_server", Kind.WORDS, null, "use ping or ping_group witnesses"),
            entry("record_config_changes", Kind.BOOLEAN, CRM_BOOLEAN, CLUSTER_MANAGER),
            entry("record_pengine_inputs", Kind.BOOLEAN, CRM_BOOLEAN, CLUSTER_MANAGER),
            entry("enable_config_writes", Kind.BOOLEAN, CRM_BOOLEAN, CLUSTER_MANAGER));

    private static final Map<String, Set<String>> CHOICES = Map.of(
            "hbgenmethod", Set.of("file", "time"),
            "uuidfrom", Set.of("file", "nodename"),
            "msgfmt", Set.of("classic", "netstring"),
            "compression", Set.of("zlib", "bz2"));

    private OtherDirectives() {}

    private static Map.Entry<String, Entry> entry(String name, Kind kind, String words, String instead) {
        return Map.entry(name, new Entry(kind, words, instead));
    }

    /** Whether the directive is one of this table. */
    static boolean knows(String name) {
        return TABLE.containsKey(name);
    }

    /** Whether it is taken, and changes nothing. */
    static boolean isIdle(String name) {
        Entry entry = TABLE.get(name);
        return entry != null && entry.instead != null;
    }

    static void check(Directive directive, Problems problems) {
        Entry entry = TABLE.get(directive.name());
        for (String value : directive.values()) {
            String complaint =
                    switch (entry.kind) {
                        case BOOLEAN -> truth(value) == null ? "is not a truth value" : null;
                        case NUMBER -> range(directive.name(), value);
                        case TIME -> TimeValue.of(value)
                                        .filter(time -> time.ns() > 0 && !time.tooLong())
                                        .isEmpty()
                                ? "is not a time"
                                : null;
                        case WORDS -> choice(directive.name(), value);
                    };
            if (complaint == null) {
                if (entry.kind == Kind.NUMBER && !value.matches("[0-9]+")) {
                    problems.warning(
                            directive.line(),
                            directive.name() + " [" + value + "] is not a number, " + leading(value) + " is used",
                            "write digits only");
                }
            } else if (entry.words == null) {
                problems.error(
                        directive.line(), directive.name() + " [" + value + "] " + complaint, "correct or remove it");
            } else {
                problems.refused(
                        directive.line(), entry.words.replace("%s", value), complaint + "; correct or remove it");
            }
        }
        if (entry.instead != null) {
            problems.hint(directive.line(), "directive [" + directive.name() + "] has no effect here", entry.instead);
        }
    }

    /** heartbeat takes the digits at the beginning, and 0 when there are none. */
    static long leading(String value) {
        String digits = value.strip().replaceFirst("(?s)^\\+?(-?[0-9]*).*", "$1");
        if (digits.isEmpty() || digits.equals("-")) {
            return 0;
        }
        return digits.length() > 10 ? Integer.MAX_VALUE : Long.parseLong(digits);
    }

    private static String range(String name, String value) {
        long number = leading(value);
        long min =
                switch (name) {
                    case "hopfudge" -> 0;
                    default -> 1;
                };
        long max =
                switch (name) {
                    case "hopfudge" -> 255;
                    case "rtprio" -> 99;
                    default -> Integer.MAX_VALUE;
                };
        return number < min || number > max ? "is not a number from " + min + " to " + max : null;
    }

    private static String choice(String name, String value) {
        Set<String> allowed = CHOICES.get(name);
        return allowed == null || allowed.contains(value) ? null : "is none of " + String.join(", ", allowed);
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
