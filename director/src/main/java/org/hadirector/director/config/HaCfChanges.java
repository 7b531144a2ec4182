package org.hadirector.director.config;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hadirector.heartbeat.config.Authkeys;
import org.hadirector.heartbeat.config.Directive;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;
import org.hadirector.heartbeat.jgroups.LinkFactory;
import org.hadirector.lvs.setting.Setting;

/** What differs in ha.cf, authkeys and director.yaml. */
final class HaCfChanges {
    /** Directives whose meaning is compared below, or which mean nothing to a running daemon. */
    private static final Set<String> COMPARED = Set.of(
            "keepalive",
            "deadtime",
            "warntime",
            "initdead",
            "deadping",
            "bcast",
            "udp",
            "mcast",
            "ucast",
            "serial",
            "baud",
            "udpport",
            "ping",
            "ping6",
            "ping_group",
            "auto_failback",
            "nice_failback",
            "node",
            "cluster",
            "logfile",
            "debugfile",
            "debug",
            "apiauth",
            "logfacility",
            "use_logd",
            "syslogmsgfmt",
            "mcast6",
            "bcast6",
            "ucast6");

    /** Parts of director.yaml that are compared by name below; any other needs a restart. */
    private static final Set<String> NAMED_KEYS = Set.of(
            "leaseNs",
            "onPartition",
            "standbyChecks",
            "signs",
            "engine",
            "sysctl",
            "ftpPorts",
            "marks",
            "stonith",
            "rebootWhenStuck");

    private final PlanLines lines;
    private final Function<HaCf, List<Medium>> usable;

    /** @param usable the media that make links on this node, which name the links */
    HaCfChanges(PlanLines lines, Function<HaCf, List<Medium>> usable) {
        this.lines = lines;
        this.usable = usable;
    }

    void compare(DirectorContext before, DirectorContext after) {
        lines.fixed("this node's name", before.node(), after.node());
        lines.fixed("nodes", before.haCf().nodes(), after.haCf().nodes());
        lines.fixed("cluster", before.haCf().cluster(), after.haCf().cluster());
        times(before.timing(), after.timing());
        lines.things("link", media(before), media(after), HaCfChanges::words);
        lines.value("auto_failback", before.haCf().failback(), after.haCf().failback());
        lines.things("ping node", witnesses(before), witnesses(after), String::valueOf);
        if (!witnesses(before).isEmpty() && !witnesses(after).isEmpty()) {
            lines.value("deadping", deadping(before), deadping(after));
        }
        lines.value("logging", logging(before), logging(after));
        lines.value("apiauth", values(before.haCf(), "apiauth"), values(after.haCf(), "apiauth"));
        others(before.haCf(), after.haCf());
        keys(before.authkeys(), after.authkeys());
        yaml(before.directorYaml(), after.directorYaml());
    }

    private void times(Timing before, Timing after) {
        lines.value("keepalive", ms(before.keepaliveNs()), ms(after.keepaliveNs()));
        lines.value("warntime", ms(before.warntimeNs()), ms(after.warntimeNs()));
        lines.value("deadtime", ms(before.deadtimeNs()), ms(after.deadtimeNs()));
        lines.value("initdead", ms(before.initdeadNs()), ms(after.initdeadNs()));
        lines.value("lease", ms(before.leaseNs()), ms(after.leaseNs()));
    }

    private static String deadping(DirectorContext context) {
        return ms(context.haCf().times().deadpingNs());
    }

    private static String ms(long nanos) {
        return nanos % 1_000_000 == 0 ? nanos / 1_000_000 + " ms" : nanos / 1000 + " us";
    }

    private Map<String, Medium> media(DirectorContext context) {
        return LinkFactory.named(usable.apply(context.haCf()));
    }

    private static String words(Medium medium) {
        return medium.facts().stream()
                .map(Object::toString)
                .collect(Collectors.joining(" ", medium.directive() + " ", ""));
    }

    private static Map<String, List<String>> witnesses(DirectorContext context) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        context.haCf().witnesses().forEach(witness -> found.put(witness.name(), witness.addresses()));
        return found;
    }

    private static String logging(DirectorContext context) {
        HaCf.Logging logging = context.haCf().logging();
        return named("logfile", logging.logfile()) + ", " + named("debugfile", logging.debugfile()) + ", "
                + named("syslog", logging.facility()) + ", debug " + logging.debugLevel() + ", syslogmsgfmt "
                + (logging.syslogFormat() ? "on" : "off");
    }

    private static String named(String what, Object value) {
        return value == null ? "no " + what : what + " " + value;
    }

    private void others(HaCf before, HaCf after) {
        Set<String> names = new TreeSet<>();
        before.directives().forEach(directive -> names.add(directive.name()));
        after.directives().forEach(directive -> names.add(directive.name()));
        names.removeAll(COMPARED);
        for (String name : names) {
            List<String> was = values(before, name);
            List<String> is = values(after, name);
            if (!Directive.isIdle(name)) {
                lines.fixed(name, was, is);
            } else if (!was.equals(is)) {
                lines.change(name + ": " + was + " -> " + is + ", which has no effect here");
            }
        }
    }

    private static List<String> values(HaCf haCf, String name) {
        return haCf.directives().stream()
                .filter(directive -> directive.name().equals(name))
                .map(Directive::rest)
                .map(String::strip)
                .toList();
    }

    /** Never shows a secret. */
    private void keys(Authkeys before, Authkeys after) {
        Set<Integer> numbers = new TreeSet<>(before.keys().keySet());
        numbers.addAll(after.keys().keySet());
        for (int number : numbers) {
            Authkeys.Key old = before.keys().get(number);
            Authkeys.Key now = after.keys().get(number);
            if (now == null) {
                lines.change("key " + number + " removed: beats signed with it are no longer accepted");
            } else if (old == null) {
                lines.change("key " + number + " added (" + now.method().word() + "): accepted from now on");
            } else if (!old.method().equals(now.method()) || !old.secret().equals(now.secret())) {
                lines.change("key " + number + " is another one");
            }
        }
        if (before.signing() != after.signing()) {
            lines.change("beats are signed with key " + after.signing() + " instead of " + before.signing()
                    + ": the other node must list it already");
        }
    }

    private static Map<String, Integer> named(Map<Setting, Integer> settings) {
        Map<String, Integer> named = new LinkedHashMap<>();
        settings.forEach((setting, value) -> named.put(setting.shortName(), value));
        return named;
    }

    private void yaml(DirectorYaml before, DirectorYaml after) {
        lines.value("on-partition", before.onPartition(), after.onPartition());
        lines.value("standby-checks", before.standbyChecks(), after.standbyChecks());
        lines.value("direct", before.signs().direct(), after.signs().direct());
        lines.things(
                "sysctl", named(before.engine().sysctl()), named(after.engine().sysctl()), String::valueOf);
        lines.value("ftp-ports", before.engine().ftpPorts(), after.engine().ftpPorts());
        lines.value("marks", before.engine().marks(), after.engine().marks());
        lines.value("tripwire", before.signs().tripwirePort(), after.signs().tripwirePort());
        stonith(before.stonith(), after.stonith());
        lines.fixed("director.yaml on-stop-failure", stuck(before), stuck(after));
        fixed(before, after);
        fixed(before.engine(), after.engine());
    }

    private void stonith(DirectorYaml.Stonith before, DirectorYaml.Stonith after) {
        lines.fixed("director.yaml stonith-action", action(before), action(after));
        lines.fixed("director.yaml stonith-delay", ms(before.delayNs()), ms(after.delayNs()));
        lines.fixed("director.yaml stonith-timeout", ms(before.timeoutNs()), ms(after.timeoutNs()));
        lines.fixed("director.yaml stonith-plugins", before.plugins(), after.plugins());
    }

    private static String action(DirectorYaml.Stonith stonith) {
        return stonith.switchOff() ? "off" : "reset";
    }

    private static String stuck(DirectorYaml yaml) {
        return yaml.rebootWhenStuck() ? "reboot" : "keep";
    }

    /** Whatever of these is not {@linkplain #NAMED_KEYS compared by name} needs a restart. */
    private void fixed(Record before, Record after) {
        for (RecordComponent key : before.getClass().getRecordComponents()) {
            if (!NAMED_KEYS.contains(key.getName())) {
                String written = key.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
                lines.fixed("director.yaml " + written, value(key, before), value(key, after));
            }
        }
    }

    private static Object value(RecordComponent key, Record keys) {
        try {
            return key.getAccessor().invoke(keys);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record's accessor: " + key, e);
        }
    }
}
