package org.hadirector.resource.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceAgent.ResourceStatus;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.ResourceGroup;
import org.hadirector.resource.check.Checkers;
import org.hadirector.resource.config.Haresources;
import org.hadirector.resource.config.HaresourcesParser;
import org.hadirector.resource.config.ResourceConfig;
import org.hadirector.resource.config.ScriptLocator;
import org.hadirector.resource.testing.Configs;
import org.hadirector.resource.testing.MemoryLvsAdmin;
import org.hadirector.resource.testing.RecordingLog;
import org.hadirector.takeover.AnnouncePlan;
import org.hadirector.takeover.Vip;
import org.hadirector.takeover.VipLease;
import org.hadirector.takeover.VipMover;
import org.hadirector.takeover.testing.MemoryAddressTable;
import org.hadirector.takeover.testing.RecordingAnnouncer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole group, from the line of haresources to the address, the table and a script, and back. */
class AgentRegistryTest {
    /** Nobody renews the address here, so its time stands still. */
    private static final long NOW_NS = 5_000_000_000L;

    @TempDir
    Path directory;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final RecordingLog log = new RecordingLog();
    private final MemoryLvsAdmin lvs = new MemoryLvsAdmin();
    private final MemoryAddressTable addresses = new MemoryAddressTable(() -> NOW_NS, "eth0");

    @AfterEach
    void stopThreads() {
        timer.shutdownNow();
    }

    private static Haresources haresources(String text) {
        return new HaresourcesParser(Set.of(), script -> true)
                .parse("haresources", text)
                .value();
    }

    private AgentRegistry registry() {
        return new AgentRegistry(new AgentContext(
                Path.of("/etc/ha.d/resource.d"),
                new ResourceConfig(
                        haresources("ha1 10.0.0.1"),
                        Map.of(
                                "",
                                Configs.ldirectord(
                                        "virtual=10.0.0.1:80\n    real=10.0.0.2:80 gate\n    checktype=on\n"))),
                new ScriptLocator(List.of(directory)),
                ScriptAgent.Settings.withEnvironment(Map.of()),
                AgentRegistryTest::resolve,
                () -> new VipMover(
                        addresses,
                        new RecordingAnnouncer(),
                        () -> NOW_NS,
                        VipLease.Term.DEFAULT,
                        AnnouncePlan.Rhythm.DEFAULT),
                addresses,
                config -> new LdirectordAgent.Collaborators(lvs, log, timer, Runnable::run, Checkers::of, true),
                log));
    }

    private static Vip resolve(String argument) throws ResourceException {
        try {
            return new Vip(InetAddress.getByName(argument), 32, null, "eth0", "eth0:0");
        } catch (UnknownHostException e) {
            throw new ResourceException(argument, e);
        }
    }

    private ResourceGroup group(String line) throws ResourceException {
        return registry().group(haresources(line).groups().get(0));
    }

    @Test
    void shouldRunAWholeGroup() throws Exception {
        Path state = directory.resolve("state");
        Path script = Files.writeString(
                directory.resolve("rec"),
                "#!/bin/sh\ncase $2 in start) touch " + state + ";; stop) rm -f " + state + ";; status) [ -e " + state
                        + " ] && echo running || echo stopped;; esac\n");
        assertTrue(script.toFile().setExecutable(true));
        ResourceGroup group = group("ha1.example 10.0.0.1 ldirectord rec::a");
        group.prepare();
        assertEquals(List.of("10.0.0.2:80 w1"), lvs.rows());
        assertTrue(addresses.onDevice("eth0").isEmpty());
        group.start();
        assertTrue(group.holdsAddress());
        assertTrue(Files.exists(state));
        assertEquals(
                List.of(ResourceStatus.RUNNING, ResourceStatus.RUNNING, ResourceStatus.RUNNING),
                group.agents().stream().map(agent -> agent.monitor()).toList());
        assertEquals("10.0.0.1", group.key());
        assertEquals("eth0:0", group.vips().get(0).label());
        group.stop();
        assertTrue(!group.holdsAddress() && !Files.exists(state));
        assertEquals(List.of("10.0.0.2:80 w1"), lvs.rows());
        group.close();
        assertEquals(List.of(), lvs.table());
        List<String> running =
                log.lines().stream().filter(line -> line.contains("Running")).toList();
        assertEquals(
                List.of(
                        "INFO Running /etc/ha.d/resource.d/IPaddr 10.0.0.1 start",
                        "INFO Running /etc/ha.d/resource.d/ldirectord  start",
                        "INFO Running " + script + " a start",
                        "INFO Running " + script + " a stop",
                        "INFO Running /etc/ha.d/resource.d/ldirectord  stop",
                        "INFO Running /etc/ha.d/resource.d/IPaddr 10.0.0.1 stop"),
                running);
    }

    @Test
    void shouldMakeTheAgentTheNameSays() throws Exception {
        assertInstanceOf(
                IpAddressAgent.class, group("ha1 IPaddr2::10.0.0.1").agents().get(0));
        ResourceAgent six = group("ha1 IPv6addr::fd00::6").agents().get(0);
        assertInstanceOf(IpAddressAgent.class, six);
        assertEquals("/etc/ha.d/resource.d/IPv6addr fd00::6", six.command());
        assertInstanceOf(LdirectordAgent.class, group("ha1 ldirectord").agents().get(0));
        assertEquals("IPaddr::10.0.0.1", group("ha1 10.0.0.1").agents().get(0).name());
    }

    @Test
    void shouldSayWhatIsMissing() throws Exception {
        ResourceAgent missing = group("ha1 nosuch").agents().get(0);
        assertEquals(
                "Cannot locate resource script nosuch",
                assertThrows(ResourceException.class, missing::start).getMessage());
        assertEquals(ResourceAgent.ResourceStatus.STOPPED, missing.monitor());
        assertFalse(missing.useful(), "nothing is taken back to a node that cannot start it");
        missing.stop();
        assertTrue(assertThrows(ResourceException.class, () -> group("ha1 ldirectord::other.cf"))
                .getMessage()
                .contains("ldirectord::other.cf"));
    }
}
