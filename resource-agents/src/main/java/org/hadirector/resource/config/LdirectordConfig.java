package org.hadirector.resource.config;

import java.util.List;
import java.util.Map;

/**
 * An ldirectord.cf, read whole.
 *
 * @param file as the user named it
 * @param logfile path of the log, or (without a slash) a syslog facility
 * @param readdQuiescent put down servers into the table with weight 0 from the beginning
 * @param reread what happens when it changes on disk
 * @param accepted global directives read and checked, but not acted upon by this version
 */
public record LdirectordConfig(
        String file,
        String logfile,
        boolean readdQuiescent,
        List<VirtualBlock> virtuals,
        Reread reread,
        Map<String, String> accepted) {
    /** Where ldirectord logs when the file does not say. */
    public static final String DEFAULT_LOGFILE = "/var/log/ldirectord.log";

    /**
     * How the file itself is watched.
     *
     * @param auto {@code autoreload}: a change is taken over; otherwise it is only logged
     * @param intervalMs global {@code checkinterval}: how often it is looked at
     */
    public record Reread(boolean auto, long intervalMs) {
        @Override
        public String toString() {
            return (auto ? "taken over" : "only logged") + ", looked at every " + intervalMs + " ms";
        }

        // What the compiler makes of a record is put together at its first call, in milliseconds (decisions/0011).
        @Override
        public boolean equals(Object other) {
            return other instanceof Reread it && parts().equals(it.parts());
        }

        @Override
        public int hashCode() {
            return parts().hashCode();
        }

        private List<Object> parts() {
            return List.of(auto, intervalMs);
        }
    }

    public LdirectordConfig {
        virtuals = List.copyOf(virtuals);
        accepted = Map.copyOf(accepted);
    }

    // What the compiler makes of a record is put together at its first call, in milliseconds (decisions/0011).
    @Override
    public boolean equals(Object other) {
        return other instanceof LdirectordConfig it && parts().equals(it.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    private List<Object> parts() {
        return List.of(file, logfile, readdQuiescent, virtuals, reread, accepted);
    }
}
