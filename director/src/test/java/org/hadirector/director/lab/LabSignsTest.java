package org.hadirector.director.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hadirector.director.config.DirectorYaml;
import org.hadirector.director.drill.DrillReport;
import org.hadirector.director.drill.DrillTable;
import org.hadirector.director.drill.Drills;
import org.hadirector.director.journal.JournalEntry;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Signs of death in both directions: half true ones move nothing, true ones end the wait before deadtime does. */
@RequiresRoot
@Tag("lab")
class LabSignsTest extends LabTest {
    @Test
    void shouldStayForHalfTrueSignsAndMoveForTrueOnes() throws Exception {
        pair(LabTiming.fast().withKeepalive("400ms").withDeadtime("3s").withAutoFailback("off"));
        String owner = bench.master().name();
        String heir = plan.peerOf(bench.master()).name();
        assertServed("half-signs");
        assertFalse(event(heir, "BEREAVED"), "nobody was dead");
        assertServed("node-off"); // it looks itself at why the service moved
        assertTrue(status(heir).master(), owner + " came back as standby");
    }

    /**
     * A firewall on the LAN swallows the tripwire there, so over that link only the closed port of the beats speaks for
     * the owner's death. The proof comes over the other cable; with the port silent, too, deadtime must pass.
     */
    @Test
    void shouldNeedTheHintOfAClosedPortOnALinkWithoutATripwire() throws Exception {
        Duration deadtime = Duration.ofSeconds(5);
        build(LabTiming.fast().withKeepalive("500ms").withDeadtime("5s").withAutoFailback("off"));
        for (LabHost node : plan.hosts(LabHost.Role.DIRECTOR)) {
            Path haCf = file(node.name(), "ha.cf");
            String link = "ucast eth0 " + plan.peerOf(node).lanAddress() + "\n";
            Files.writeString(haCf, link, StandardOpenOption.APPEND);
            nft(node, "add table inet t");
            nft(node, "add chain inet t in { type filter hook input priority 0; }");
            for (String end : List.of("dport", "sport")) {
                nft(node, "add rule inet t in iifname eth0 tcp " + end + " " + DirectorYaml.Signs.PORT + " drop");
            }
        }
        startBoth();

        LabHost first = bench.master();
        LabHost second = plan.peerOf(first);
        long killedNs = bench.lab().killDirector(first);
        bench.awaitMaster(second);
        assertTrue(bereaved(second, killedNs) < deadtime.minusSeconds(1).toNanos(), "nobody waited for deadtime");
        assertEquals(Set.of("port unreachable"), seen(second, "eth0", killedNs));
        assertTrue(seen(second, "eth1", killedNs).contains("its kernel closed the tripwire"));

        bench.lab().startDirector(first);
        bench.awaitHealthy();
        nft(first, "add rule inet t in iifname eth0 icmp type destination-unreachable drop");
        killedNs = bench.lab().killDirector(second);
        bench.awaitMaster(first);
        assertTrue(bereaved(first, killedNs) >= deadtime.minusSeconds(1).toNanos(), "one link says nothing");
        assertEquals(Set.of(), seen(first, "eth0", killedNs));
        assertTrue(seen(first, "eth1", killedNs).contains("its kernel closed the tripwire"));
    }

    private void nft(LabHost node, String words) throws IOException {
        bench.lab().run(node, List.of("nft", words));
    }

    /** Signs of death that a node told of on a link. */
    private Set<String> seen(LabHost node, String link, long fromNs) throws IOException {
        return bench.events(node, "EVIDENCE", fromNs).stream()
                .filter(entry -> entry.subject().equals(link))
                .map(JournalEntry::reason)
                .collect(Collectors.toSet());
    }

    private void assertServed(String drill) throws Exception {
        DrillReport report = Drills.named(drill).orElseThrow().run(bench);
        assertTrue(report.served(), DrillTable.of(report));
        bench.awaitHealthy();
    }
}
