package org.hadirector.director.cli.linuxha;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.hadirector.director.config.ContextReader;
import org.hadirector.director.control.ControlReply;
import org.hadirector.heartbeat.config.NodeFacts;
import org.hadirector.resource.config.NameService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the recorded cases of heartbeat do not show: where this program goes a way of its own. */
class LinuxHaTest {
    @TempDir
    Path directory;

    private final FakeMachine machine = new FakeMachine();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(directory.resolve("ha.cf"), "bcast eth0\nauto_failback off\nnode ha1 ha2\n");
        Files.writeString(directory.resolve("authkeys"), "auth 1\n1 sha1 secret\n");
        Files.setPosixFilePermissions(
                directory.resolve("authkeys"),
                Set.of(
                        java.nio.file.attribute.PosixFilePermission.OWNER_READ,
                        java.nio.file.attribute.PosixFilePermission.OWNER_WRITE));
        Files.writeString(directory.resolve("haresources"), "ha1 rec::a rec::b\nha2 bad\n");
        machine.directory = directory;
        machine.configuration = new ContextReader(
                        new Facts(), new NoNames(), name -> true, name -> true, argument -> Optional.empty())
                .conclude(directory);
        assertTrue(machine.configuration.usable(), String.valueOf(machine.configuration.problems()));
    }

    private int run(String program, String... words) {
        out.reset();
        err.reset();
        return LinuxHa.run(
                program,
                new Call("/bin/" + program, List.of(words), machine, new PrintStream(out), new PrintStream(err)));
    }

    private String said(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldGiveAndTakeGroupsThroughTheDaemonWhileItRuns() {
        machine.daemon = request -> ControlReply.text(0, "done");
        assertEquals(0, run("ResourceManager", "takegroup", "rec::a"));
        assertEquals(0, run("ResourceManager", "givegroup", "rec::a"));
        assertEquals("takeover", machine.asked.get(0).verb());
        assertEquals(List.of("all", "group=rec::a"), machine.asked.get(0).args());
        assertEquals("standby", machine.asked.get(1).verb());
        assertEquals(Set.of(), machine.active, "nothing was started behind the daemon's back");
    }

    @Test
    void shouldWriteWhatAReloadSaysToTheLog() {
        machine.daemon = request -> ControlReply.text(0, "nothing changed");
        run("heartbeat", "-r");
        assertTrue(machine.logged.contains("Signalling heartbeat pid 7 to reread config files"), "" + machine.logged);
    }

    @Test
    void shouldLeaveTheLogAloneWithoutTheRightToWriteIt() {
        machine.daemon = request -> ControlReply.text(1, "director: be root");
        machine.readsKeys = false;
        run("heartbeat", "-r");
        assertEquals(List.of(), machine.logged);
    }

    @Test
    void shouldFailWhenTheDaemonRefuses() {
        machine.daemon = request -> ControlReply.text(3, "director: the peer is not heard");
        assertEquals(1, run("ResourceManager", "givegroup", "rec::a"));
        assertTrue(said(err).contains("ERROR: the peer is not heard"), said(err));
    }

    @Test
    void shouldAskTheDaemonWhatRuns() {
        machine.daemon = request -> ControlReply.of(
                Map.of("groups", List.of(Map.of("resources", List.of(Map.of("name", "rec::a", "state", "running"))))));
        assertEquals(0, run("ResourceManager", "status", "rec::a"));
        assertEquals(3, run("ResourceManager", "status", "rec::b"));
    }

    @Test
    void shouldWarnAtAStartOfWhatTheDaemonHolds() {
        machine.daemon = request -> ControlReply.of(
                Map.of("groups", List.of(Map.of("resources", List.of(Map.of("name", "rec::a", "state", "running"))))));
        assertEquals(0, run("heartbeat-init", "start"), said(err));
        assertTrue(said(err).contains("CRITICAL: Resource rec::a is active, and should not be!"), said(err));
        assertTrue(said(err).contains("source to /usr/share/heartbeat/ResourceManager for"), said(err));
        assertFalse(said(err).contains("Resource bad is active"), said(err));
    }

    @Test
    void shouldAskByHandForAResourceOfNoGroupWhileTheDaemonRuns() {
        machine.daemon = request -> ControlReply.text(1, "not asked");
        machine.active.add("other::x");
        assertEquals(0, run("ResourceManager", "status", "other::x"));
        assertEquals(3, run("ResourceManager", "status", "other::y"));
        assertEquals(List.of(), machine.asked);
    }

    @Test
    void shouldWorkByHandWithoutADaemon() {
        assertEquals(0, run("ResourceManager", "takegroup", "rec::a"));
        assertEquals(Set.of("rec::a", "rec::b"), machine.active);
        assertEquals(0, run("resource", "statgroup", "rec::a"));
        assertEquals("ALL\n", said(out));
        machine.active.remove("rec::b");
        run("resource", "statgroup", "rec::a");
        assertEquals("SOME\n", said(out));
        assertEquals(0, run("ResourceManager", "givegroup", "rec::a"));
        assertEquals(Set.of(), machine.active);
        run("resource", "statgroup", "rec::a");
        assertEquals("NONE\n", said(out));
    }

    @Test
    void shouldTellWhyAGroupDidNotStart() {
        assertEquals(1, run("ResourceManager", "takegroup", "bad"));
        assertTrue(said(err).contains("ERROR: start of bad: bad does not start"), said(err));
        assertTrue(said(err).contains("CRIT: Giving up resources due to failure of bad"), said(err));
        assertEquals(Set.of(), machine.active, "what is left of it is stopped");
    }

    @Test
    void shouldNotPretendWithoutADaemon() {
        assertEquals(1, run("hb_standby"));
        assertEquals(1, run("hb_takeover"));
        assertEquals(1, run("req_resource", "rec::a"));
        assertEquals(1, run("hb_setweight", "ha2", "7"));
        assertEquals("hb_setweight: no daemon answers\n", said(err));
    }

    @Test
    void shouldTellADaemonThatHangsFromNone() {
        machine.daemon = request -> ControlReply.text(0, "");
        machine.hangs = true;
        for (String command : List.of("hbstatus", "listnodes", "rscstatus")) {
            assertEquals(12, run("cl_status", command), "timeout");
            assertEquals("", said(out) + said(err));
        }
        assertEquals(1, run("hb_standby"));
        assertTrue(said(err).endsWith("hb_standby: the daemon does not answer\n"), said(err));
    }

    @Test
    void shouldSayByItsExitCodeThatAnotherUserMayNot() {
        machine.daemon = request -> ControlReply.text(4, "");
        machine.mayKill = false;
        assertEquals(4, run("heartbeat", "-k"));
        assertEquals("ERROR: Could not kill pid 7 : Operation not permitted\n", said(err));
        assertEquals(4, run("heartbeat", "-r"));
    }

    @Test
    void shouldAskForOneGroup() {
        machine.daemon = request -> ControlReply.text(0, "");
        assertEquals(0, run("req_resource", "rec::a"));
        assertEquals(
                List.of("all", "group=rec::a", "nowait"), machine.asked.get(0).args());
    }

    @Test
    void shouldTellAStoppedDaemonFromOneThatNeverRan() {
        assertEquals(3, run("heartbeat", "-s"));
        assertEquals(0, run("heartbeat"));
        assertEquals(0, run("heartbeat", "-s"));
        assertEquals("heartbeat OK [pid 7 et al] is running on ha1 [ha1]...\n", said(out));
        assertEquals(0, run("heartbeat", "-k"));
        assertEquals(1, run("heartbeat", "-s"));
    }

    @Test
    void shouldNotStartOnAWrongConfiguration() throws IOException {
        Files.writeString(directory.resolve("ha.cf"), "bcast eth0\nnosuch\nnode ha1 ha2\n");
        machine.configuration = new ContextReader(
                        new Facts(), new NoNames(), name -> true, name -> true, argument -> Optional.empty())
                .conclude(directory);
        assertEquals(6, run("heartbeat"));
        assertTrue(said(err).endsWith("ERROR: Configuration error, heartbeat not started.\n"), said(err));
        assertTrue(said(err).contains("ha.cf:2: "), said(err));
        assertEquals(null, machine.daemon);
        assertEquals(6, run("heartbeat-init", "start"));
        assertTrue(said(out).contains("Starting High-Availability services:  Heartbeat failure [rc=6]. Failed."));
    }

    @Test
    void shouldRefuseStandbyFromTheInitScriptWithLegacy() throws IOException {
        machine.daemon = request -> ControlReply.text(0, "");
        assertEquals(0, run("heartbeat-init", "standby"));
        Files.writeString(directory.resolve("ha.cf"), "bcast eth0\nauto_failback legacy\nnode ha1 ha2\n");
        machine.configuration = new ContextReader(
                        new Facts(), new NoNames(), name -> true, name -> true, argument -> Optional.empty())
                .conclude(directory);
        assertEquals(1, run("heartbeat-init", "standby"));
        assertEquals("auto_failback is set to legacy.  Cannot enter standby.\n", said(out));
        assertEquals(1, run("heartbeat-init", "dance"));
    }

    private record Facts() implements NodeFacts {
        @Override
        public Optional<Account> user(String name) {
            return Optional.empty();
        }

        @Override
        public OptionalInt group(String name) {
            return OptionalInt.empty();
        }

        @Override
        public boolean executable(String path) {
            return false;
        }

        @Override
        public String nodeName() {
            return "ha1";
        }

        @Override
        public boolean hasInterface(String name) {
            return true;
        }

        @Override
        public Device device(String path) {
            return Device.MISSING;
        }

        @Override
        public boolean isLocal(InetAddress address) {
            return false;
        }

        @Override
        public Optional<InetAddress> resolve(String host) {
            return Optional.empty();
        }
    }

    private record NoNames() implements NameService {
        @Override
        public Optional<InetAddress> host(String name, boolean six) {
            return Optional.empty();
        }

        @Override
        public OptionalInt port(String service, String protocol) {
            return OptionalInt.empty();
        }
    }
}
