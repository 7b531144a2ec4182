package org.hadirector.director.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hadirector.heartbeat.config.HaCf;

/**
 * The parameters that {@code heartbeat -D}, {@code heartbeat -v} and {@code cl_status hbparameter} know, in heartbeat's
 * order and with its defaults and descriptions.
 */
public final class ParameterTable {
    private static final String CRM_ONLY = " (valid only with: pacemaker on)";

    /** A default of null: heartbeat has none, or computes it from others. */
    private record Parameter(String name, String standard, String description) {}

    private static final List<Parameter> ALL = List.of(
            new Parameter("cluster", "linux-ha", "the name of cluster"),
            new Parameter("hopfudge", "1", "# of hops above cluster size"),
            new Parameter("keepalive", "1000ms", "keepalive time"),
            new Parameter("deadtime", "30000ms", "node deadtime"),
            new Parameter("deadping", null, "ping deadtime"),
            new Parameter("initdead", null, "initial deadtime"),
            new Parameter("warntime", null, "warning time"),
            new Parameter("watchdog", null, "watchdog device"),
            new Parameter("baud", "19200", "baud rate"),
            new Parameter("udpport", null, "UDP port number"),
            new Parameter("logfacility", null, "syslog log facility"),
            new Parameter("logfile", null, "log file"),
            new Parameter("debugfile", null, "debug file"),
            new Parameter("auto_failback", "legacy", "auto failback"),
            new Parameter("rtprio", null, "realtime priority"),
            new Parameter("hbgenmethod", "file", "protocol generation computation method"),
            new Parameter("realtime", "true", "enable realtime behavior?"),
            new Parameter("debug", null, "debug level"),
            new Parameter("msgfmt", "classic", "message format in the wire"),
            new Parameter("use_logd", null, "use logging daemon"),
            new Parameter("conn_logd_time", "60", "the interval to reconnect to logd"),
            new Parameter("log_badpack", "true", "warn about bad packets"),
            new Parameter("syslogmsgfmt", "true", "log to files in syslog format"),
            new Parameter("coredumps", "true", "enable Linux-HA core dumps"),
            new Parameter("coreroot", null, "set root directory of core dump area"),
            new Parameter("pacemaker", "false", "enable Pacemaker resource management"),
            new Parameter("autojoin", "none", "set automatic join mode/style"),
            new Parameter("uuidfrom", "file", "set the source for uuid"),
            new Parameter("compression", "zlib", "set compression module"),
            new Parameter("compression_threshold", "2", "set compression threshold"),
            new Parameter("traditional_compression", "no", "set traditional_compression"),
            new Parameter("max_rexmit_delay", "250", "set the maximum rexmit delay time"),
            new Parameter("record_config_changes", "on", "record changes to the cib" + CRM_ONLY),
            new Parameter("record_pengine_inputs", "on", "record the input used by the policy engine" + CRM_ONLY),
            new Parameter("enable_config_writes", "on", "write configuration changes to disk" + CRM_ONLY),
            new Parameter("memreserve", "6500", "number of kbytes to preallocate in heartbeat"));

    private ParameterTable() {}

    /** {@code heartbeat -D}: what holds when ha.cf says nothing. */
    public static String defaults() {
        StringBuilder text = new StringBuilder("%-24s %-9s %s%n".formatted("Directive", "Default", "Description"));
        text.append("-".repeat(80)).append('\n');
        for (Parameter parameter : ALL) {
            if (parameter.standard != null) {
                text.append("%-24s %-9s %s%n".formatted(parameter.name, parameter.standard, parameter.description));
            }
        }
        return text.toString();
    }

    /** The values in force, as ha.cf writes them: name → value, in the table's order; {@code crm} at the end. */
    public static Map<String, String> values(HaCf haCf) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Parameter parameter : ALL) {
            String value = value(haCf, parameter);
            if (value != null) {
                values.put(parameter.name, value);
            }
        }
        values.put("crm", values.get("pacemaker"));
        String quorum = haCf.parameter("quorum_server"); // known, but listed nowhere
        if (quorum != null) {
            values.put("quorum_server", quorum);
        }
        return values;
    }

    private static String value(HaCf haCf, Parameter parameter) {
        String raw = haCf.parameter(parameter.name);
        if (raw == null && parameter.name.equals("pacemaker")) {
            raw = haCf.parameter("crm");
        }
        if (raw != null && !raw.isBlank()) {
            return raw.strip();
        }
        return switch (parameter.name) {
            case "deadping" -> ms(haCf.times().deadpingNs());
            case "initdead" -> ms(haCf.times().initdeadNs());
            case "warntime" -> ms(haCf.times().warntimeNs());
            case "udpport" -> "694";
            case "debug" -> "0";
            default -> parameter.standard;
        };
    }

    private static String ms(long ns) {
        return ns / 1_000_000 + "ms";
    }

    /** The lines of {@code heartbeat -v} that list the parameters in force. */
    public static String listing(HaCf haCf) {
        StringBuilder text = new StringBuilder();
        Map<String, String> values = values(haCf);
        for (Parameter parameter : ALL) {
            if (values.containsKey(parameter.name)) {
                text.append(
                        "%s\t%s\t#\t%s%n".formatted(parameter.name, values.get(parameter.name), parameter.description));
            }
        }
        return text.toString();
    }
}
