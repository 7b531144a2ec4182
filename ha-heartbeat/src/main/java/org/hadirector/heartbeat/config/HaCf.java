package org.hadirector.heartbeat.config;

import java.util.List;
import java.util.Optional;
import org.hadirector.heartbeat.decide.CoreSettings.Failback;

/**
 * ha.cf, read whole.
 *
 * @param file as the user named it
 * @param cluster name, {@code linux-ha} unless said otherwise
 * @param nodes in lower case, in the order of the file
 * @param times keepalive and its kin with heartbeat's defaults filled in
 * @param media the heartbeat links, in the order of the file
 * @param witnesses ping nodes and groups
 * @param failback auto_failback
 * @param logging files and facility
 * @param services programs beside the daemon, who may ask it, environment of scripts
 * @param directives every line as written, for {@code cl_status hbparameter} and for directives read elsewhere
 */
public record HaCf(
        String file,
        String cluster,
        List<String> nodes,
        Times times,
        List<Medium> media,
        List<Witness> witnesses,
        Failback failback,
        Logging logging,
        Services services,
        List<Directive> directives) {
    private static final int MIDDLE_PRIORITY = 50;

    public HaCf {
        nodes = List.copyOf(nodes);
        media = List.copyOf(media);
        witnesses = List.copyOf(witnesses);
        directives = List.copyOf(directives);
    }

    /** All in nanoseconds. */
    public record Times(long keepaliveNs, long warntimeNs, long deadtimeNs, long initdeadNs, long deadpingNs) {}

    /**
     * Somebody whose answers prove our own network.
     *
     * @param name of a group, or the address itself
     * @param addresses one for {@code ping}; any of them answers for the group
     * @param line 1-based
     */
    public record Witness(String name, List<String> addresses, int line) {
        public Witness {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * Where messages go.
     *
     * @param logfile path or null
     * @param debugfile path or null
     * @param logfacility syslog facility or null
     * @param debugLevel 0 is quiet
     * @param syslogFormat lines begin as syslog's do, with month and host name
     * @param logd use_logd: heartbeat's own logging daemon, which passed messages on to the system's log
     */
    public record Logging(
            String logfile, String debugfile, String logfacility, int debugLevel, boolean syslogFormat, boolean logd) {
        /** The logging daemon's own. */
        private static final String DAEMON = "daemon";

        /** What messages are sent to the system's log as, null when they are not sent there. */
        public String facility() {
            boolean nowhere = logfile == null && debugfile == null;
            return logfacility == null && (logd || nowhere) ? DAEMON : logfacility;
        }
    }

    /** {@code coredumps}: whether there shall be any; empty when the machine's limits decide. */
    public Optional<Boolean> coreDumps() {
        return Optional.ofNullable(parameter("coredumps")).map(OtherDirectives::truth);
    }

    /**
     * {@code rtprio} and {@code realtime}: the SCHED_FIFO priority of the deciding threads; without a line the middle
     * of the kernel's range, 0 for none.
     */
    public int realtimePriority() {
        String realtime = parameter("realtime");
        if (realtime != null && Boolean.FALSE.equals(OtherDirectives.truth(realtime))) {
            return 0;
        }
        String priority = parameter("rtprio");
        return priority == null ? MIDDLE_PRIORITY : (int) OtherDirectives.leading(priority);
    }

    /**
     * Whether the node hears its own beats on a link: by broadcast, by multicast with loop, by unicast where the file
     * is the same on both nodes and names both of them. heartbeat calls a link of its own up when it does, else dead.
     *
     * @param link the interface or the device
     */
    public boolean hearsItself(String link) {
        int unicasts = 0;
        for (Medium medium : media) {
            if (!medium.name().equals(link)) {
                continue;
            }
            boolean loops = medium instanceof Medium.Bcast
                    || medium instanceof Medium.Mcast mcast && mcast.loop()
                    || medium instanceof Medium.Mcast6 mcast6 && mcast6.loop();
            unicasts += medium instanceof Medium.Ucast || medium instanceof Medium.Ucast6 ? 1 : 0;
            if (loops || unicasts == 2) {
                return true;
            }
        }
        return false;
    }

    /** The last value of the last line of that name that has one, as written; null when there is none. */
    public String parameter(String name) {
        String last = null;
        for (Directive directive : directives) {
            if (directive.name().equals(name) && !directive.values().isEmpty()) {
                last = directive.values().get(directive.values().size() - 1);
            }
        }
        return last;
    }
}
