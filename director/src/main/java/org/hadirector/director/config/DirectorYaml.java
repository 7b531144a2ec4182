package org.hadirector.director.config;

import java.util.List;
import java.util.OptionalLong;
import org.hadirector.heartbeat.decide.CoreSettings.OnPartition;

/**
 * {@code director.yaml}: what linux-ha's files have no word for. Every key is optional.
 *
 * @param leaseNs {@code lease}: how long a serving node goes on without renewal, nanoseconds; empty for min(1 s, D/4)
 * @param onPartition {@code on-partition}: who serves when no witness is to be had
 * @param interfaces {@code interfaces}: where the gate stands; empty for every Ethernet-like interface
 * @param standbyChecks {@code standby-checks}: the standby checks the real servers too (default), so that it knows who
 *     is up when it takes over
 */
public record DirectorYaml(
        OptionalLong leaseNs, OnPartition onPartition, List<String> interfaces, boolean standbyChecks) {
    public DirectorYaml {
        interfaces = List.copyOf(interfaces);
    }

    /** Without the file. */
    public static DirectorYaml defaults() {
        return new DirectorYaml(OptionalLong.empty(), OnPartition.TAKE, List.of(), true);
    }
}
