package org.hadirector.director.config;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.heartbeat.config.NodeFacts;
import org.hadirector.heartbeat.decide.CoreSettings.OnPartition;
import org.hadirector.resource.config.LdirectordConfig;
import org.hadirector.resource.config.ResourceConfig;
import org.hadirector.resource.config.ResourceSpec;

/**
 * Whether enough stations can show a node that its LAN works. While the other node is dead, an owner lives on their
 * answers: an answer counts as old as the round of questions before the last, so a single station that is silent for
 * three quarters of a lease silences the service addresses although nothing is wrong with the owner. Advice of
 * {@code director check}; the daemon, whose log scripts know, does not say it.
 */
final class WitnessCheck {
    private static final int ENOUGH = 2;

    private WitnessCheck() {}

    /** A warning when fewer than two are known: ping nodes, real servers, the default gateway of this node. */
    static Optional<ConfigProblem> problem(DirectorContext context, NodeFacts facts) {
        HaCf haCf = context.haCf();
        ResourceConfig resources = context.resources();
        OnPartition policy = context.directorYaml().onPartition();
        boolean addresses = resources.haresources().groups().stream()
                .flatMap(group -> group.resources().stream())
                .anyMatch(ResourceSpec::isAddress);
        Set<String> stations = stations(haCf, resources);
        if (facts.gateway()) {
            stations.add("the default gateway");
        }
        if (!addresses || stations.size() >= ENOUGH || policy == OnPartition.KEEP_MASTER) {
            return Optional.empty();
        }
        long patienceMs = context.timing().leaseNs() / 4 * 3 / 1_000_000;
        String text = stations.isEmpty()
                ? "nobody can show a node that its LAN works: who serves when all links are silent is left to"
                        + " on-partition ("
                        + policy.name().toLowerCase(Locale.ROOT).replace('_', '-') + ")"
                : "only " + stations.iterator().next() + " can show a node that its LAN works: while the other node is"
                        + " dead, " + patienceMs + "ms of its silence (three quarters of the lease) take the service"
                        + " addresses down";
        return Optional.of(new ConfigProblem(
                haCf.file(),
                0,
                Severity.WARNING,
                text,
                "ping lines for stations of the service addresses' LAN that do not fail together: a gateway,"
                        + " a server"));
    }

    private static Set<String> stations(HaCf haCf, ResourceConfig resources) {
        Set<String> stations = new TreeSet<>();
        haCf.witnesses().forEach(witness -> stations.addAll(witness.addresses()));
        for (LdirectordConfig config : resources.ldirectord().values()) {
            config.virtuals().stream()
                    .flatMap(block -> block.reals().stream())
                    .map(real -> real.address())
                    .filter(address -> !address.isLoopbackAddress())
                    .map(InetAddress::getHostAddress)
                    .forEach(stations::add);
        }
        return stations;
    }
}
