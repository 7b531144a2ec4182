package org.hadirector.lvs.setting;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settings of {@code net.ipv4.vs}, with the kernel's defaults and ranges (linux 6.1, ip_vs_ctl.c, vs_vars; meaning:
 * Documentation/networking/ipvs-sysctl.rst). A switch is on when it is not 0. Those that {@link #isFixed} keep their
 * default because what they would tune does not exist here; another value is refused, with the reason.
 */
public enum Setting {
    /** One packet in so many is dropped by {@link #DROP_PACKET} in mode 3: none if 0, each if negative. */
    AM_DROPRATE(10),
    /** Pages of 4 KiB that the connection table should have left: with less, defences of modes 1 and 2 act. */
    AMEMTHRESH(1024),
    BACKUP_ONLY("0", Reasons.NO_SYNC),
    /** Packets of a mark's service without a server go where they wanted to go, if that is no address of ours. */
    CACHE_BYPASS(0),
    /** Whether a SYN replaces a finished connection: 0 never, 1 yes, bit 1 also one in FIN_WAIT without replies. */
    CONN_REUSE_MODE(1),
    /** Taken and without effect: there is no netfilter connection beside the engine's. */
    CONNTRACK(0),
    DEBUG_LEVEL("0", "the engine has no debugging messages; look at its counters"),
    /** Defence: half-open and idle connections are dropped; modes 0 to 3. */
    DROP_ENTRY(0, 0, 3),
    /** Defence: one in so many packets that would open a connection is dropped; modes 0 to 3. */
    DROP_PACKET(0, 0, 3),
    EST_CPULIST("", Reasons.NO_ESTIMATORS),
    EST_NICE("0", Reasons.NO_ESTIMATORS),
    /** Connections end when their server is deleted, and one whose SYN finds it quiescent. */
    EXPIRE_NODEST_CONN(0),
    /** A template does not bind to a quiescent server. */
    EXPIRE_QUIESCENT_TEMPLATE(0),
    IGNORE_TUNNELED("0", "the engine sees packets before a tunnel is opened, so what was tunnelled never comes back"),
    /** Seconds that an unused destination of lblc is kept. */
    LBLC_EXPIRATION(86_400),
    /** Seconds without a change after which a set of lblcr shrinks. */
    LBLCR_EXPIRATION(86_400),
    /** A masqueraded server's packet of no connection is answered with port unreachable. */
    NAT_ICMP_SEND(0),
    /** Tunnels honour the path's MTU: what does not fit and must not be fragmented is answered. */
    PMTU_DISC(1),
    /** Counters and rates are summed every two seconds; while off, listings show the last sums. */
    RUN_ESTIMATION(1),
    /** An ICMP error about a service's packet of no connection opens the connection and goes to its server. */
    SCHEDULE_ICMP(0),
    /** Defence: TCP connections need the server's answer to be established; modes 0 to 3. */
    SECURE_TCP(0, 0, 3),
    /** SCTP connections may begin with any chunk. */
    SLOPPY_SCTP(0),
    /** TCP connections may begin with any segment but RST. */
    SLOPPY_TCP(0),
    SNAT_REROUTE("1", "replies leave by the way the client's packets came"),
    SYNC_PERSIST_MODE("0", Reasons.NO_SYNC),
    SYNC_PORTS("1", Reasons.NO_SYNC),
    SYNC_QLEN_MAX("0", Reasons.NO_SYNC),
    SYNC_REFRESH_PERIOD("0", Reasons.NO_SYNC),
    SYNC_RETRIES("0", Reasons.NO_SYNC),
    SYNC_SOCK_SIZE("0", Reasons.NO_SYNC),
    SYNC_THRESHOLD("3\t50", Reasons.NO_SYNC),
    SYNC_VERSION("1", Reasons.NO_SYNC);

    /** What names begin with, as sysctl(8) writes them. */
    public static final String PREFIX = "net.ipv4.vs.";

    private static final Map<String, Setting> BY_NAME = new TreeMap<>();

    static {
        for (Setting setting : values()) {
            BY_NAME.put(setting.shortName(), setting);
        }
    }

    private final String defaultText;
    private final int defaultValue;
    private final int min;
    private final int max;
    private final String whyFixed;

    Setting(int defaultValue) {
        this(defaultValue, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    Setting(int defaultValue, int min, int max) {
        this.defaultText = Integer.toString(defaultValue);
        this.defaultValue = defaultValue;
        this.min = min;
        this.max = max;
        this.whyFixed = "";
    }

    Setting(String defaultText, String whyFixed) {
        this.defaultText = defaultText;
        this.defaultValue = 0;
        this.min = 0;
        this.max = 0;
        this.whyFixed = whyFixed;
    }

    private static final class Reasons {
        static final String NO_SYNC = "there is no connection synchronisation yet";
        static final String NO_ESTIMATORS = "the packet thread sums the counters itself";
    }

    /** The setting by its name, with or without {@link #PREFIX}; slashes do for dots. */
    public static Optional<Setting> named(String name) {
        String dotted = name.replace('/', '.');
        return Optional.ofNullable(BY_NAME.get(dotted.startsWith(PREFIX) ? dotted.substring(PREFIX.length()) : dotted));
    }

    /** All names without prefix, sorted, for messages. */
    public static String names() {
        return String.join(", ", BY_NAME.keySet());
    }

    /** Such as {@code drop_entry}. */
    public String shortName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Such as {@code net.ipv4.vs.drop_entry}. */
    public String fullName() {
        return PREFIX + shortName();
    }

    /** Whether only the default is taken. */
    public boolean isFixed() {
        return !whyFixed.isEmpty();
    }

    String defaultText() {
        return defaultText;
    }

    int defaultValue() {
        return defaultValue;
    }

    /**
     * The number that a text means for this setting; of a fixed one 0.
     *
     * @throws SettingException if the setting cannot take it; the message says what it can take
     */
    public int parse(String text) throws SettingException {
        String value = text.strip();
        if (isFixed()) {
            if (!value.replaceAll("\\s+", "\t").equals(defaultText)) {
                throw new SettingException(
                        shortName() + " is always \"" + defaultText.replace('\t', ' ') + "\": " + whyFixed);
            }
            return 0;
        }
        try {
            int number = Integer.decode(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as of a number that is too large.
        }
        throw new SettingException(shortName() + " cannot be \"" + value + "\": " + range());
    }

    private String range() {
        return min == Integer.MIN_VALUE ? "a whole number, 0 for off" : "a whole number from " + min + " to " + max;
    }
}
