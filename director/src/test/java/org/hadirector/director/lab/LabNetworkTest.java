package org.hadirector.director.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabNetworkTest {
    private final LabPlan plan = new LabPlan("pair", Path.of("/run/x/pair"), LabTiming.seed());
    private final LabNetwork network = new LabNetwork(plan);

    @Test
    void shouldNeverTouchTheHostsOwnNetwork() {
        for (List<String> command : network.commands()) {
            boolean makesNamespace = command.subList(0, 3).equals(List.of("ip", "netns", "add"));
            boolean worksInside = command.subList(0, 2).equals(List.of("ip", "-n"))
                    && plan.namespaces().contains(command.get(2));
            assertTrue(makesNamespace || worksInside, command.toString());
        }
    }

    @Test
    void shouldKeepInterfaceNamesWithinTheKernelsLimit() {
        for (List<String> command : network.commands()) {
            for (int i = 0; i < command.size() - 1; i++) {
                if (List.of("name", "dev").contains(command.get(i))) {
                    assertTrue(command.get(i + 1).length() <= 15, command.toString());
                }
            }
        }
    }

    @Test
    void shouldCableOnlyDirectorsToTheHeartbeat() {
        List<String> ports = network.commands().stream()
                .filter(command -> command.contains("br1") && command.contains("master"))
                .map(command -> command.get(5))
                .toList();
        assertEquals(List.of("hb-ha1", "hb-ha2"), ports);
    }

    @Test
    void shouldPullTheHeartbeatCableAtTheFarEnds() {
        assertEquals(
                List.of("ip -n pair-lan link set hb-ha1 down", "ip -n pair-lan link set hb-ha2 down"),
                network.heartbeatCable(false).stream()
                        .map(words -> String.join(" ", words))
                        .toList());
    }

    @Test
    void shouldKeepTheDirectorsFromEachOtherAndFromNobodyElse() {
        assertEquals(
                List.of(
                        "ip -n pair-lan link set ha1 type bridge_slave isolated on",
                        "ip -n pair-lan link set ha2 type bridge_slave isolated on"),
                network.lanInTwo(true).stream()
                        .map(words -> String.join(" ", words))
                        .toList());
    }
}
