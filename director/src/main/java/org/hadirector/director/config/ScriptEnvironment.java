package org.hadirector.director.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.hadirector.heartbeat.config.HaCf;

/**
 * What scripts find in their environment, as heartbeat 3.0.6 sets it: the directories, who we are, where the logs are,
 * and each parameter of ha.cf as {@code HA_parameter}, defaults included. {@code HA_FIFO} is not set: there is none,
 * and a script that wrote to it would make a file that nobody reads.
 */
public final class ScriptEnvironment {
    private static final String OUR_PROGRAMS = "/usr/sbin:/usr/share/heartbeat";
    private static final String LAST = "/sbin:/bin:/usr/sbin:/usr/bin:/usr/ucb";

    private ScriptEnvironment() {}

    /** Of the resource scripts. */
    public static Map<String, String> of(DirectorContext context) {
        return of(context, path());
    }

    /** Where this process looks for programs. */
    public static String path() {
        return System.getenv().getOrDefault("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    }

    /** @param path this process's own */
    public static Map<String, String> of(DirectorContext context, String path) {
        HaCf haCf = context.haCf();
        Map<String, String> all = new TreeMap<>();
        ParameterTable.values(haCf).forEach((name, value) -> all.put("HA_" + name, value));
        all.remove("HA_crm");
        all.put("HA_BIN", "/usr/libexec/heartbeat");
        all.put("HA_COMPRESSION", all.get("HA_compression"));
        all.put("HA_CURHOST", context.node());
        all.put("HA_DATEFMT", "%Y/%m/%d_%T\t");
        all.put("HA_DEBUGLOG", all.getOrDefault("HA_debugfile", "/dev/null"));
        all.put("HA_DOCDIR", "/usr/share/doc/heartbeat");
        all.put("HA_LOGD", "no");
        copy(all, "HA_logfile", "HA_LOGFILE");
        copy(all, "HA_logfacility", "HA_LOGFACILITY");
        directories(context.directory(), "", all);
        all.put("LC_ALL", "C");
        all.put("OCF_AGENTS", "/usr/lib/ocf/resource.d/heartbeat/");
        all.put("OCF_ROOT", "/usr/lib/ocf");
        all.put("PATH", OUR_PROGRAMS + ":" + path + ":" + LAST);
        all.putAll(haCf.services().environment());
        return all;
    }

    /** Of the scripts of rc.d: directories with the slash that heartbeat has there. */
    public static Map<String, String> ofRcScripts(DirectorContext context, String path) {
        Map<String, String> all = of(context, path);
        directories(context.directory(), "/", all);
        return all;
    }

    private static void directories(Path directory, String slash, Map<String, String> into) {
        String top = directory + slash;
        into.put("HA_DIR", top);
        into.put("HA_FUNCS", top + "/shellfuncs");
        into.put("HA_RCDIR", top + "/rc.d");
        into.put("HA_RESOURCEDIR", top + "/resource.d");
    }

    private static void copy(Map<String, String> all, String from, String to) {
        if (all.containsKey(from)) {
            all.put(to, all.get(from));
        }
    }
}
