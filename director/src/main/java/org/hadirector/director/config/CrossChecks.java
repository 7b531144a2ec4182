package org.hadirector.director.config;

import java.net.Inet6Address;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.hadirector.director.fence.FenceTypes;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.heartbeat.config.FenceDirectives;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.heartbeat.config.NodeFacts;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.resource.config.GroupLine;
import org.hadirector.resource.config.Haresources;
import org.hadirector.resource.config.LdirectordConfig;
import org.hadirector.resource.config.ResourceConfig;
import org.hadirector.resource.config.ResourceSpec;

/** What no single file can be blamed for: the lease against the deadtime, names against this machine. */
final class CrossChecks {
    private static final long SECOND = 1_000_000_000;

    private final List<ConfigProblem> problems;

    CrossChecks(List<ConfigProblem> problems) {
        this.problems = problems;
    }

    /**
     * The timing with the lease in force: what director.yaml says, or min(1 s, D/4) as far as it may be. An owner that
     * hangs must be silent before the other node moves: L ≤ D − 2K − tick, and L ≤ D/2 so that one lost renewal is no
     * news.
     */
    Timing timing(HaCf haCf, DirectorYaml yaml, String yamlFile) {
        HaCf.Times times = haCf.times();
        long deadtime = times.deadtimeNs();
        boolean given = yaml.leaseNs().isPresent();
        long most = Math.min(deadtime - 2 * times.keepaliveNs() - Timing.TICK_NS, deadtime / 2);
        long standard = Math.min(SECOND, deadtime / 4);
        long lease = yaml.leaseNs().orElse(most > 0 ? Math.min(standard, most) : standard);
        if (lease > most) {
            add(
                    given ? yamlFile : haCf.file(),
                    Severity.ERROR,
                    "lease of %s is too long for deadtime %s and keepalive %s"
                            .formatted(ms(lease), ms(deadtime), ms(times.keepaliveNs())),
                    most > 0 ? "at most " + ms(most) : "deadtime must be longer than two keepalives and 4 ms");
        }
        if (lease < 2 * times.keepaliveNs() && lease < 20_000_000) {
            add(yamlFile, Severity.WARNING, "lease of " + ms(lease) + " is short", "a busy machine may lose it");
        }
        return new Timing(times.keepaliveNs(), times.warntimeNs(), deadtime, times.initdeadNs(), lease);
    }

    void interfaces(DirectorYaml yaml, String file, NodeFacts facts) {
        for (String name : yaml.engine().interfaces()) {
            if (!facts.hasInterface(name)) {
                String text = "interface " + name + " does not exist";
                problems.add(new ConfigProblem(file, 0, Severity.ERROR, text, "correct interfaces:").asOfTheMoment());
            }
        }
    }

    /** Every service address must have an interface here; one that is malformed has been blamed before. */
    void addresses(Haresources haresources, VipCheck vips) {
        for (GroupLine group : haresources.groups()) {
            for (ResourceSpec resource : group.resources()) {
                if (resource.isAddress()
                        && resource.args().size() == 1
                        && !blamed(haresources.file(), resource.line())) {
                    vips.fault(resource.args().get(0))
                            .ifPresent(fault -> problems.add(problem(haresources.file(), resource.line(), fault)));
                }
            }
        }
    }

    /**
     * Masqueraded servers have this node as their gateway. The engine translates and forwards what is balanced by
     * itself; whatever else they send through the node is the kernel's to route, and it may be told not to.
     */
    void masquerading(ResourceConfig resources, NodeFacts facts) {
        for (LdirectordConfig config : resources.ldirectord().values()) {
            for (boolean ipv6 : new boolean[] {false, true}) {
                config.virtuals().stream()
                        .flatMap(block -> Stream.concat(block.reals().stream(), block.fallback().stream()))
                        .filter(real -> real.method() == ForwardingMethod.MASQUERADE
                                && real.address() instanceof Inet6Address == ipv6)
                        .findFirst()
                        .filter(real -> !facts.routes(ipv6))
                        .ifPresent(real -> problems.add(new ConfigProblem(
                                config.file(),
                                real.line(),
                                Severity.WARNING,
                                "masq: this node does not route, so of what real servers send only balanced"
                                        + " connections get through",
                                "sysctl -w " + (ipv6 ? "net.ipv6.conf.all.forwarding=1" : "net.ipv4.ip_forward=1")
                                        + ", if they need more")));
            }
        }
    }

    /** Types and files of the fence devices that {@code node} uses, in heartbeat's words. */
    void stonith(HaCf haCf, DirectorYaml yaml, String node) {
        FenceTypes types = types(yaml);
        for (FenceDirectives.Device device : FenceDirectives.devices(haCf)) {
            // what this node does not use is not asked: its program need not be here
            Optional<FenceTypes.Flaw> flaw = device.usableFrom(node) ? types.flaw(device) : Optional.empty();
            flaw.ifPresent(wrong -> problems.add(new ConfigProblem(
                    haCf.file(),
                    device.line(),
                    Severity.ERROR,
                    wrong.text(),
                    wrong.remedy(),
                    wrong.byDesign() ? ConfigProblem.Stage.DESIGN : ConfigProblem.Stage.READING,
                    List.of("ERROR: " + wrong.text()))));
            if (device.type().equals("null") || device.type().equals("ssh")) {
                problems.add(new ConfigProblem(
                        haCf.file(),
                        device.line(),
                        Severity.WARNING,
                        "STONITH type [" + device.type() + "] is for tests only",
                        "it cannot end a node that hangs"));
            }
            boolean known = device.from().equals("*")
                    || haCf.nodes().contains(device.from().toLowerCase(Locale.ROOT));
            if (!known) {
                problems.add(new ConfigProblem(
                        haCf.file(),
                        device.line(),
                        Severity.WARNING,
                        "stonith_host [" + device.from() + "] is no node of this cluster, the device is never used",
                        "a node's name or *: from where the device can be used"));
            }
        }
    }

    /** The device types with what director.yaml says about them. */
    static FenceTypes types(DirectorYaml yaml) {
        DirectorYaml.Stonith stonith = yaml.stonith();
        return new FenceTypes(stonith.plugins(), Duration.ofNanos(stonith.timeoutNs()), stonith.switchOff());
    }

    private static ConfigProblem problem(String file, int line, VipCheck.Fault fault) {
        return new ConfigProblem(file, line, Severity.ERROR, fault.text(), fault.remedy()).asOfTheMoment();
    }

    private boolean blamed(String file, int line) {
        return problems.stream()
                .anyMatch(problem ->
                        problem.severity() == Severity.ERROR && problem.file().equals(file) && problem.line() == line);
    }

    private void add(String file, Severity severity, String text, String remedy) {
        problems.add(new ConfigProblem(file, 0, severity, text, remedy));
    }

    private static String ms(long nanos) {
        return nanos % 1_000_000 == 0 ? nanos / 1_000_000 + "ms" : nanos / 1000 + "us";
    }
}
