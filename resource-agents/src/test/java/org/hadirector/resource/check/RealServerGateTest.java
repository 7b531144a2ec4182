package org.hadirector.resource.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.resource.check.GateStep.Change;
import org.hadirector.resource.config.RealLine;
import org.hadirector.resource.config.VirtualBlock;
import org.hadirector.resource.testing.Configs;
import org.junit.jupiter.api.Test;

/** Log lines as recorded from ldirectord 1.186, without what it does to servers it has not checked yet. */
class RealServerGateTest {
    private static final CheckResult DOWN = CheckResult.down("connection refused");
    private static final String TWO =
            """
            virtual=10.1.0.1:80
                real=192.168.0.1:80 masq
                real=192.168.0.2:80 masq
            """;

    private static VirtualBlock block(String globals, String extra) {
        return Configs.virtual(globals + TWO + extra);
    }

    /** ADD/EDIT/DELETE with server and weight, then the log; notes as log only. */
    private static List<String> texts(List<GateStep> steps) {
        List<String> texts = new ArrayList<>();
        for (GateStep step : steps) {
            if (step instanceof Change change) {
                RealServer server = change.server();
                texts.add(change.operation() + " " + server.address().getHostAddress() + ":" + server.port() + " w"
                        + server.weight());
                texts.add(change.log());
            } else if (step instanceof GateStep.Note note) {
                texts.add(note.log());
            } else if (step instanceof GateStep.FallbackTurned turned) {
                texts.add(turned.start() ? "fallback start" : "fallback stop");
            }
        }
        return texts;
    }

    private static List<String> check(RealServerGate gate, VirtualBlock block, int index, CheckResult result) {
        return texts(gate.checked(block.reals().get(index), result));
    }

    @Test
    void shouldAddServersWhenTheyAreUpAndDeleteThemWhenDown() {
        VirtualBlock block = block("", "");
        RealServerGate gate = new RealServerGate(block, false);
        assertEquals(List.of("fallback start"), texts(gate.begin(List.of())));
        assertEquals(
                List.of(
                        "Resetting soft failure count: 192.168.0.1:80 (tcp:10.1.0.1:80)",
                        "ADD 192.168.0.1:80 w1",
                        "Added real server: 192.168.0.1:80 (10.1.0.1:80) (Weight set to 1)",
                        "fallback stop"),
                check(gate, block, 0, CheckResult.UP));
        assertEquals(List.of(), check(gate, block, 0, CheckResult.UP));
        assertEquals(
                List.of(
                        "DELETE 192.168.0.1:80 w1",
                        "Deleted real server: 192.168.0.1:80 (10.1.0.1:80)",
                        "fallback start"),
                check(gate, block, 0, DOWN));
        assertEquals(List.of(), check(gate, block, 0, DOWN));
        assertEquals(0, gate.upCount());
    }

    @Test
    void shouldSetWeightZeroWithQuiescent() {
        VirtualBlock block = block("quiescent=yes\n", "");
        RealServerGate gate = new RealServerGate(block, false);
        assertEquals(
                List.of(
                        "ADD 192.168.0.1:80 w0",
                        "Quiescent real server: 192.168.0.1:80 (10.1.0.1:80) (Weight set to 0)",
                        "ADD 192.168.0.2:80 w0",
                        "Quiescent real server: 192.168.0.2:80 (10.1.0.1:80) (Weight set to 0)",
                        "fallback start"),
                texts(gate.begin(List.of())));
        assertEquals(
                List.of(
                        "Resetting soft failure count: 192.168.0.2:80 (tcp:10.1.0.1:80)",
                        "EDIT 192.168.0.2:80 w1",
                        "Restored real server: 192.168.0.2:80 (10.1.0.1:80) (Weight set to 1)",
                        "fallback stop"),
                check(gate, block, 1, CheckResult.UP));
        assertEquals(
                List.of(
                        "EDIT 192.168.0.2:80 w0",
                        "Quiescent real server: 192.168.0.2:80 (10.1.0.1:80) (Weight set to 0)",
                        "fallback start"),
                check(gate, block, 1, DOWN));
    }

    @Test
    void shouldReaddQuiescentServers() {
        RealServerGate gate = new RealServerGate(block("", ""), true);
        assertEquals(
                "Readd Quiescent real server: 192.168.0.1:80 (10.1.0.1:80) (Weight set to 0)",
                texts(gate.begin(List.of())).get(1));
    }

    @Test
    void shouldUseTheFallbackWhileNobodyIsUp() {
        VirtualBlock block = block("fallback=127.0.0.1:8000\n", "");
        RealServerGate gate = new RealServerGate(block, false);
        assertEquals(
                List.of(
                        "ADD 127.0.0.1:80 w1",
                        "Added fallback server: 127.0.0.1:8000 (10.1.0.1:80) (Weight set to 1)",
                        "fallback start"),
                texts(gate.begin(List.of())));
        assertTrue(gate.isFallbackOn());
        assertEquals(
                List.of(
                        "Resetting soft failure count: 192.168.0.2:80 (tcp:10.1.0.1:80)",
                        "ADD 192.168.0.2:80 w1",
                        "Added real server: 192.168.0.2:80 (10.1.0.1:80) (Weight set to 1)",
                        "DELETE 127.0.0.1:80 w1",
                        "Deleted fallback server: 127.0.0.1:80 mapped from 127.0.0.1:8000 (10.1.0.1:80)",
                        "fallback stop"),
                check(gate, block, 1, CheckResult.UP));
        check(gate, block, 0, CheckResult.UP);
        assertEquals(2, check(gate, block, 1, DOWN).size());
        assertEquals(
                List.of(
                        "DELETE 192.168.0.1:80 w1",
                        "Deleted real server: 192.168.0.1:80 (10.1.0.1:80)",
                        "ADD 127.0.0.1:80 w1",
                        "Added fallback server: 127.0.0.1:8000 (10.1.0.1:80) (Weight set to 1)",
                        "fallback start"),
                check(gate, block, 0, DOWN));
    }

    @Test
    void shouldWaitForTheFailureCount() {
        VirtualBlock block = block("", "    failurecount=2\n");
        RealServerGate gate = new RealServerGate(block, false);
        gate.begin(List.of());
        check(gate, block, 0, CheckResult.UP);
        assertEquals(
                List.of("Soft failure real server: 192.168.0.1:80 (tcp:10.1.0.1:80) failure 1/2"),
                check(gate, block, 0, DOWN));
        assertEquals(
                List.of("Resetting soft failure count: 192.168.0.1:80 (tcp:10.1.0.1:80)"),
                check(gate, block, 0, CheckResult.UP));
        check(gate, block, 0, DOWN);
        assertEquals("DELETE 192.168.0.1:80 w1", check(gate, block, 0, DOWN).get(0));
    }

    @Test
    void shouldNameTheMappedPortWhenItRemoves() {
        VirtualBlock block = Configs.virtual("virtual=10.1.0.1:80\n    real=192.168.0.1:8080 gate\n");
        RealServerGate gate = new RealServerGate(block, false);
        gate.begin(List.of());
        assertTrue(check(gate, block, 0, CheckResult.UP)
                .contains("Added real server: 192.168.0.1:8080 (10.1.0.1:80) (Weight set to 1)"));
        assertTrue(check(gate, block, 0, DOWN)
                .contains("Deleted real server: 192.168.0.1:80 mapped from 192.168.0.1:8080 (10.1.0.1:80)"));
    }

    @Test
    void shouldTakeOverWhatServesAlreadyAndPurgeTheRest() {
        VirtualBlock block = block("", "");
        RealServer serving = block.reals().get(0).server().withWeight(7);
        RealServer quiet = block.reals().get(1).server().withWeight(0);
        RealServer foreign = Configs.virtual("virtual=10.1.0.1:80\n    real=192.168.0.7:80 masq 2\n")
                .reals()
                .get(0)
                .server();
        RealServerGate gate = new RealServerGate(block, false);
        assertEquals(
                List.of(
                        "EDIT 192.168.0.1:80 w1",
                        "Restored real server: 192.168.0.1:80 (10.1.0.1:80) (Weight set to 1)",
                        "DELETE 192.168.0.2:80 w0",
                        "Deleted real server: 192.168.0.2:80 (10.1.0.1:80)",
                        "DELETE 192.168.0.7:80 w2",
                        "Purged real server (start): 192.168.0.7:80 (10.1.0.1:80)"),
                texts(gate.begin(List.of(serving, quiet, foreign))));
        assertEquals(1, gate.upCount());
        assertEquals(List.of(), check(gate, block, 0, CheckResult.UP));
    }

    @Test
    void shouldTellWhatItPurgesAtTheEnd() {
        VirtualBlock block = block("", "");
        RealServerGate gate = new RealServerGate(block, false);
        gate.begin(List.of());
        check(gate, block, 1, CheckResult.UP);
        assertEquals(
                List.of(
                        "Purged real server (stop): 192.168.0.2:80 (10.1.0.1:80)",
                        "Purged virtual server (stop): 10.1.0.1:80"),
                texts(gate.end()));
    }

    @Test
    void shouldKeepAServerThatIsTheFallbackToo() {
        VirtualBlock block = block("", "    fallback=192.168.0.1:80 masq\n");
        RealServerGate gate = new RealServerGate(block, false);
        Table table = new Table();
        table.apply(gate.begin(List.of()));
        table.apply(gate.checked(block.reals().get(0), CheckResult.UP));
        assertEquals(Map.of("192.168.0.1:80", 1), table.weights);
        table.apply(gate.checked(block.reals().get(0), DOWN));
        assertEquals(Map.of("192.168.0.1:80", 1), table.weights);
        table.apply(gate.checked(block.reals().get(1), CheckResult.UP));
        assertEquals(Map.of("192.168.0.2:80", 1), table.weights);
    }

    /** Applies steps and fails on what the kernel would refuse. */
    private static final class Table {
        private final Map<String, Integer> weights = new HashMap<>();

        void apply(List<GateStep> steps) {
            for (GateStep step : steps) {
                if (step instanceof Change change) {
                    RealServer server = change.server();
                    String key = server.address().getHostAddress() + ":" + server.port();
                    switch (change.operation()) {
                        case ADD -> assertNull(weights.put(key, server.weight()), change.log());
                        case EDIT -> assertNotNull(weights.put(key, server.weight()), change.log());
                        default -> assertNotNull(weights.remove(key), change.log());
                    }
                }
            }
        }
    }

    @Property
    void shouldAlwaysServeFromExactlyTheServersThatAreUp(
            @ForAll boolean quiescent,
            @ForAll boolean readd,
            @ForAll @IntRange(min = 1, max = 3) int failureCount,
            @ForAll @IntRange(max = 3) int fallback,
            @ForAll @Size(max = 40) List<@IntRange(max = 5) Integer> results) {
        String sorry = fallback == 0 ? "" : "fallback=192.168.0." + fallback + ":80 masq\n";
        VirtualBlock block = Configs.virtual(sorry + "failurecount=" + failureCount + "\nquiescent="
                + (quiescent ? "yes" : "no") + "\n" + TWO + "    real=192.168.0.9:80 masq 4\n");
        RealServerGate gate = new RealServerGate(block, readd);
        Table table = new Table();
        table.apply(gate.begin(List.of()));
        audit(gate, block, table, fallback);
        for (int result : results) {
            RealLine real = block.reals().get(result / 2);
            table.apply(gate.checked(real, result % 2 == 0 ? CheckResult.UP : DOWN));
            audit(gate, block, table, fallback);
        }
    }

    private static void audit(RealServerGate gate, VirtualBlock block, Table table, int fallback) {
        String sorry = "192.168.0." + fallback + ":80";
        boolean fallbackServes = gate.upCount() == 0 && fallback > 0;
        assertEquals(gate.upCount() == 0, gate.isFallbackOn());
        for (RealLine real : block.reals()) {
            int weight = table.weights.getOrDefault(real.id(), 0);
            boolean expected = gate.isUp(real) || fallbackServes && real.id().equals(sorry);
            assertEquals(expected, weight > 0, real.id() + " in " + table.weights);
        }
        if (fallbackServes) {
            assertEquals(1, table.weights.get(sorry));
        } else if (fallback == 3) {
            assertFalse(table.weights.containsKey(sorry));
        }
    }
}
