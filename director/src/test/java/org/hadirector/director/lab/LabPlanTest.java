package org.hadirector.director.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabPlanTest {
    private final LabPlan plan = new LabPlan("pair", Path.of("/run/x/pair"), LabTiming.seed());

    @Test
    void shouldNameEveryNamespaceAfterItsPrefix() {
        assertEquals(
                List.of("pair-lan", "pair-ha1", "pair-ha2", "pair-rs1", "pair-rs2", "pair-client"), plan.namespaces());
    }

    @Test
    void shouldGiveEveryHostAnAddressOfItsOwn() {
        var addresses = new HashSet<>(List.of(LabPlan.VIP, LabPlan.GATEWAY));
        plan.hosts().forEach(host -> assertTrue(addresses.add(host.lanAddress()), host.name()));
    }

    @Test
    void shouldKeepEverythingBelowItsDirectory() {
        LabHost ha1 = plan.host("ha1");
        for (Path path : List.of(
                plan.configDir(ha1), plan.runDir(ha1), plan.stateDir(ha1), plan.logDir(ha1), plan.serialPort(ha1))) {
            assertTrue(path.startsWith(plan.dir()), path.toString());
        }
    }

    @Test
    void shouldKnowTheOtherDirector() {
        assertEquals("ha2", plan.peerOf(plan.host("ha1")).name());
        assertEquals("ha1", plan.peerOf(plan.host("ha2")).name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Lab", "1lab", "lab/..", "a b", "lab;rm", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void shouldRefuseNamesThatAreNoPlainWord(String name) {
        assertThrows(IllegalArgumentException.class, () -> new LabPlan(name, Path.of("/run/x/y"), LabTiming.seed()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lab", "/", "/run"})
    void shouldRefuseDirectoriesThatMustNotBeDeleted(String dir) {
        assertThrows(IllegalArgumentException.class, () -> new LabPlan("lab", Path.of(dir), LabTiming.seed()));
    }

    @Test
    void shouldNameTheHostsThereAre() {
        var refused = assertThrows(IllegalArgumentException.class, () -> plan.host("ha3"));
        assertTrue(refused.getMessage().contains("ha1, ha2, rs1, rs2, client"), refused.getMessage());
    }

    @Test
    void shouldNameTheProfilesThereAre() {
        assertEquals("500ms", LabTiming.profile("fast").deadtime());
        assertThrows(IllegalArgumentException.class, () -> LabTiming.profile("slow"));
    }
}
