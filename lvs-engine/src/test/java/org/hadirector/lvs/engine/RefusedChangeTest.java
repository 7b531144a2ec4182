package org.hadirector.lvs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hadirector.lvs.ipvsadm.IpvsadmCommand;
import org.hadirector.lvs.ipvsadm.IpvsadmResult;
import org.hadirector.lvs.path.memory.MemoryNextHops;
import org.hadirector.lvs.path.memory.MemoryPacketPath;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A data path may refuse any step of any change: the table and what is taken up are then as before. */
class RefusedChangeTest {
    private static final long TRASH_NS = 121_000_000_000L;

    private long nowNs = 1_000_000_000_000L;
    private final RefusingPath path = new RefusingPath(new MemoryPacketPath(() -> nowNs));
    private final LvsEngine engine = new LvsEngine(path.path(), new MemoryNextHops(), () -> nowNs);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-A -t 192.0.2.6:80",
                "-A -t 192.0.2.6:21 -p 300",
                "-A -f 7",
                "-a -t 192.0.2.5:80 -r 10.0.0.1:8080 -m",
                "-a -t 192.0.2.5:21 -r 10.0.0.2:21 -m",
                "-a -t 192.0.2.5:80 -r 10.0.0.3 -i",
                "-a -f 9 -r 10.0.0.4 -m",
                "-e -t 192.0.2.5:80 -r 10.0.0.9:80 -m -w 7",
                "-e -t 192.0.2.5:21 -r 10.0.0.8:21 -m -w 7",
                "-e -f 9 -r 10.0.0.7 -m",
                "-E -t 192.0.2.5:21 -s wlc -p 60"
            })
    void shouldLeaveEverythingAsItWasWhenTheDataPathRefusesAnyStep(String change) throws Exception {
        prepare();
        List<LvsControl.Entry> table = engine.table();
        Set<String> taken = path.taken();
        int steps = 0;
        for (boolean refused = true; refused; steps++) {
            path.refuseAfter(steps);
            IpvsadmResult result = run(change);
            refused = path.relent();
            assertEquals(refused, result.exitCode() != 0, result.err());
            if (refused) {
                assertTrue(result.err().contains("The data path refused"), result.err());
                assertEquals(table, engine.table(), "after step " + steps);
                forgetTheDiscarded();
                assertEquals(taken, path.taken(), "after step " + steps);
            }
        }
        assertTrue(steps > 1, "nothing was refused");
        run("-C");
        forgetTheDiscarded();
        assertEquals(Set.of(), path.taken());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void shouldClearTheWholeTableWhateverThePathRefuses(int step) throws Exception {
        prepare();
        path.refuseAfter(step);
        assertThrows(LvsException.class, engine::clear);
        assertTrue(path.relent());
        assertEquals(List.of(), engine.table());
        prepare();
        engine.clear();
        forgetTheDiscarded();
        assertEquals(Set.of(), path.taken(), "and what it refused to give back is given back next time");
    }

    private void prepare() {
        List<String> rules = new ArrayList<>(List.of("-A -t 192.0.2.5:80", "-A -t 192.0.2.5:21", "-A -f 9"));
        rules.add("-a -t 192.0.2.5:80 -r 10.0.0.9:80 -g");
        rules.add("-a -t 192.0.2.5:21 -r 10.0.0.8:21 -g");
        rules.add("-a -f 9 -r 10.0.0.7 -g");
        for (String rule : rules) {
            IpvsadmResult result = run(rule);
            assertEquals(0, result.exitCode(), rule + ": " + result.err());
        }
        assertFalse(engine.table().isEmpty());
    }

    private IpvsadmResult run(String words) {
        return IpvsadmCommand.run(List.of(words.split(" ")), null, engine, null);
    }

    private void forgetTheDiscarded() throws Exception {
        engine.doWork();
        nowNs += TRASH_NS;
        engine.keepHouse();
        nowNs += TRASH_NS;
        engine.keepHouse();
    }
}
