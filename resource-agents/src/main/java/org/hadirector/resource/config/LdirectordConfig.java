package org.hadirector.resource.config;

import java.util.List;
import java.util.Map;

/**
 * An ldirectord.cf, read whole.
 *
 * @param file as the user named it
 * @param logfile path of the log, or (without a slash) a syslog facility
 * @param readdQuiescent put down servers into the table with weight 0 from the beginning
 * @param accepted global directives read and checked, but not acted upon by this version
 */
public record LdirectordConfig(
        String file,
        String logfile,
        boolean readdQuiescent,
        List<VirtualBlock> virtuals,
        Map<String, String> accepted) {
    /** Where ldirectord logs when the file does not say. */
    public static final String DEFAULT_LOGFILE = "/var/log/ldirectord.log";

    public LdirectordConfig {
        virtuals = List.copyOf(virtuals);
        accepted = Map.copyOf(accepted);
    }
}
