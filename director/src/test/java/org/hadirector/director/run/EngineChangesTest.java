package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.hadirector.director.config.DirectorYaml;
import org.hadirector.lvs.engine.LvsEngine;
import org.hadirector.lvs.engine.RefusingPath;
import org.hadirector.lvs.ipvsadm.IpvsadmCommand;
import org.hadirector.lvs.mark.MarkRule;
import org.hadirector.lvs.mark.Network;
import org.hadirector.lvs.mark.Ports;
import org.hadirector.lvs.path.memory.MemoryNextHops;
import org.hadirector.lvs.path.memory.MemoryPacketPath;
import org.hadirector.lvs.setting.Setting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A data path may refuse what director.yaml says; the next reload, of the same files or of others, brings it in. */
class EngineChangesTest {
    private final RefusingPath path = new RefusingPath(new MemoryPacketPath(() -> 0));
    private final LvsEngine engine = new LvsEngine(path.path(), new MemoryNextHops(), () -> 0);
    private final EngineChanges changes = new EngineChanges(engine);
    private MarkRule web;
    private MarkRule byHand;

    @BeforeEach
    void marks() throws Exception {
        IpvsadmCommand.run(List.of("-A", "-f", "7"), null, engine, null);
        web = rule("192.0.2.6");
        byHand = rule("192.0.2.9");
        engine.marks().replace(List.of(byHand));
    }

    private static MarkRule rule(String address) throws Exception {
        Network destination = new Network(InetAddress.getByName(address), 32);
        return new MarkRule(destination, 6, List.of(new Ports(80, 80)), null, "", 7);
    }

    private static DirectorYaml.Engine settings(int bypass, MarkRule... marks) {
        DirectorYaml.Engine usual = DirectorYaml.Engine.defaults();
        Map<Setting, Integer> sysctl = Map.of(Setting.CACHE_BYPASS, bypass);
        return new DirectorYaml.Engine(
                usual.interfaces(),
                sysctl,
                usual.ftpPorts(),
                usual.maxConnections(),
                usual.receiveFrames(),
                List.of(marks));
    }

    @Test
    void shouldTellWhatIsRefusedAndBringItInNextTime() {
        path.refuseAfter(0);
        changes.follow(settings(0), settings(1, web));
        assertTrue(path.relent());
        assertEquals(List.of(byHand), engine.marks().list());
        assertEquals(1, changes.unfinished().size());
        assertTrue(changes.unfinished().get(0).startsWith("director.yaml: "), changes.unfinished()::toString);
        assertEquals(1, engine.settings().get(Setting.CACHE_BYPASS), "the rest counts");
        changes.follow(settings(1, web), settings(1, web));
        assertEquals(List.of(), changes.unfinished());
        assertEquals(List.of(web, byHand), engine.marks().list());
    }

    @Test
    void shouldRemoveWhatItCouldNotRemoveBeforeAndNothingOfTheAdministrators() {
        changes.follow(settings(0), settings(0, web));
        path.refuseAfter(0);
        changes.follow(settings(0, web), settings(0));
        assertTrue(path.relent());
        assertEquals(List.of(web, byHand), engine.marks().list());
        assertEquals(1, changes.unfinished().size());
        changes.follow(settings(0), settings(0));
        assertEquals(List.of(), changes.unfinished());
        assertEquals(List.of(byHand), engine.marks().list());
    }
}
