package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hadirector.director.config.Concluded;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.director.config.Readers;
import org.hadirector.director.journal.Journal;
import org.hadirector.director.journal.JournalFile;
import org.hadirector.heartbeat.config.SystemNodeFacts;
import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceGroup;
import org.hadirector.takeover.Vip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group with an address on each of two LANs, from files to the kernel of a namespace. */
@RequiresRoot
class ResourceRoomTest {
    private static final String GROUP = "IPaddr::192.0.2.6/24/eth0";

    @TempDir
    private Path directory;

    private final List<Input> told = new CopyOnWriteArrayList<>();

    private DirectorContext context() throws IOException {
        return context("IPaddr::198.51.100.6/24/eth1", 1);
    }

    private DirectorContext context(String resource, int keepalive) throws IOException {
        String node = new SystemNodeFacts().nodeName();
        write(
                "ha.cf",
                "keepalive " + keepalive + "\ndeadtime 10\nauto_failback on\nbcast eth0\nnode " + node
                        + " the-other-node\n");
        write("authkeys", "auth 1\n1 sha1 a-long-enough-secret\n");
        Files.setPosixFilePermissions(directory.resolve("authkeys"), PosixFilePermissions.fromString("rw-------"));
        write("haresources", node + " " + GROUP + " " + resource + "\n");
        Concluded concluded = Readers.ofThisMachine(directory).conclude(directory);
        assertTrue(concluded.usable(), () -> concluded.problems().toString());
        return concluded.context();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private static CoreSettings.Group decidedBy(
            DirectorContext context, List<ResourceGroup> groups, Map<String, Set<InetAddress>> witnesses) {
        return new CoreSetup(context)
                .settings(1, 0, Map.of(), groups, witnesses, false)
                .groups()
                .get(0);
    }

    private static void shouldGoByTheFirstAddress(DirectorContext context, List<ResourceGroup> groups)
            throws IOException {
        Set<InetAddress> someone = Set.of(InetAddress.getByName("198.51.100.1"));
        assertEquals("eth0", decidedBy(context, groups, Map.of()).lan());
        assertTrue(decidedBy(context, groups, Map.of("eth0", someone)).witnessExpected());
        assertFalse(decidedBy(context, groups, Map.of("eth1", someone)).witnessExpected());
        Map<String, List<Vip>> vips = CoreSetup.vips(groups);
        assertEquals(List.of(GROUP), CoreSetup.unproven(vips, Map.of("eth1", someone)));
        assertEquals(List.of(), CoreSetup.unproven(vips, Map.of("eth0", someone)));
        assertEquals(List.of(), CoreSetup.unproven(vips, Map.of()));
    }

    private void startAndStop(DirectorContext context) throws Exception {
        inRoom(context, room -> {
            room.onUp(told::add);
            List<ResourceGroup> groups = room.groups(null);
            shouldGoByTheFirstAddress(context, groups);
            groups.get(0).prepare();
            groups.get(0).start();
            groups.get(0).stop();
        });
    }

    /** What is done with the resources of some files. */
    @FunctionalInterface
    private interface Use {
        void in(ResourceRoom room) throws Exception;
    }

    private void inRoom(DirectorContext context, Use use) throws Exception {
        Threads threads = new Threads(0, (role, failure) -> {});
        Journal journal = new Journal(
                context.node(),
                Clock.systemDefaultZone(),
                System::nanoTime,
                new JournalFile(directory, 1),
                trouble -> {});
        ResourceRoom room = ResourceRoom.open(context, threads, journal);
        try {
            use.in(room);
        } finally {
            room.close();
        }
    }

    @Test
    void shouldTellOnWhichLanEachAddressCameUp() throws Exception {
        try (TestNetwork network = new TestNetwork()) {
            NetworkNamespace director = network.host("dir");
            NetworkNamespace lan = network.host("lan");
            network.cable(director, "eth0", "192.0.2.11/24", lan, "eth0", "192.0.2.1/24");
            network.cable(director, "eth1", "198.51.100.11/24", lan, "eth1", "198.51.100.1/24");
            director.call(() -> {
                startAndStop(context());
                return null;
            });
        }
        assertEquals(List.of(new Input.AddressUp(GROUP, "eth0"), new Input.AddressUp(GROUP, "eth1")), told);
    }

    @Test
    void shouldRunAScriptThatStaysWithTheEnvironmentOfTheNewFiles() throws Exception {
        Path script = Files.createDirectories(directory.resolve("resource.d")).resolve("tells");
        write("resource.d/tells", "#!/bin/sh\necho $HA_keepalive $1 >> " + directory.resolve("said") + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (TestNetwork network = new TestNetwork()) {
            NetworkNamespace director = network.host("dir");
            NetworkNamespace lan = network.host("lan");
            network.cable(director, "eth0", "192.0.2.11/24", lan, "eth0", "192.0.2.1/24");
            director.call(() -> {
                inRoom(context("tells", 1), room -> {
                    List<ResourceAgent> agents = room.groups(null).get(0).agents();
                    agents.get(1).start();
                    DirectorContext after = context("tells", 2);
                    ResourceGroup group =
                            room.groups(after, null, Map.of(GROUP, agents)).get(0);
                    assertSame(agents.get(1), group.agents().get(1));
                    room.rewire(group, after, null);
                    agents.get(1).stop();
                });
                return null;
            });
        }
        assertEquals(List.of("1 start", "2 stop"), Files.readAllLines(directory.resolve("said")));
    }
}
