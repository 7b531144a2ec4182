package org.hadirector.director.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.heartbeat.config.NodeFacts;
import org.hadirector.heartbeat.link.ClusterFacts;
import org.hadirector.resource.config.SystemNames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ContextReaderTest {
    @TempDir
    Path directory;

    /** A machine called ha1 with eth0 and eth1. */
    static class Machine implements NodeFacts {
        @Override
        public String nodeName() {
            return "ha1";
        }

        @Override
        public boolean hasInterface(String name) {
            return Set.of("eth0", "eth1").contains(name);
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
            return Optional.of(InetAddress.getLoopbackAddress());
        }

        @Override
        public Optional<Account> user(String name) {
            return Optional.empty();
        }

        @Override
        public OptionalInt group(String name) {
            return OptionalInt.empty();
        }

        @Override
        public boolean routes(boolean ipv6) {
            return ipv6;
        }

        @Override
        public boolean gateway() {
            return false;
        }

        @Override
        public boolean executable(String path) {
            return false;
        }
    }

    private static final NodeFacts HA1 = new Machine();

    @BeforeEach
    void writeAGoodConfiguration() throws IOException {
        write("ha.cf", "keepalive 1\ndeadtime 10\nauto_failback on\nudpport 694\nbcast eth0 eth1\nnode ha1 ha2\n");
        write("authkeys", "auth 1\n1 sha1 a-long-enough-secret\n");
        Files.setPosixFilePermissions(directory.resolve("authkeys"), PosixFilePermissions.fromString("rw-------"));
        write("haresources", "ha1 192.0.2.6 ldirectord\n");
        Files.createDirectory(directory.resolve("conf"));
        write(
                "conf/ldirectord.cf",
                "checktimeout=3\nvirtual=192.0.2.6:80\n\treal=192.0.2.25:80 gate\n\tservice=http\n\tscheduler=rr\n");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private Concluded conclude() {
        return new ContextReader(
                        HA1,
                        new SystemNames(),
                        name -> Set.of("IPaddr", "ldirectord").contains(name),
                        Set.of("rr")::contains,
                        argument -> argument.contains("eth7")
                                ? Optional.of(new VipCheck.Fault("there is no interface eth7", "name eth0"))
                                : Optional.empty())
                .conclude(directory);
    }

    private List<String> lines() {
        return conclude().problems().stream()
                .map(problem -> problem.toString().replace(directory + "/", ""))
                .toList();
    }

    @Test
    void shouldWarnOfMasqueradedServersOnANodeThatDoesNotRoute() throws IOException {
        write(
                "conf/ldirectord.cf",
                "checktimeout=3\nvirtual=192.0.2.6:80\n\treal=192.0.2.25:80 gate\n"
                        + "\treal=192.0.2.26:8080 masq\n\treal=192.0.2.27:8080 masq\n\tservice=http\n\tscheduler=rr\n"
                        + "virtual6=[2001:db8::6]:80\n\treal6=[2001:db8::7]:80 masq\n\tscheduler=rr\n");
        List<String> lines =
                lines().stream().filter(line -> line.contains("masq:")).toList();
        assertEquals(1, lines.size(), lines.toString());
        assertTrue(lines.get(0).contains("ldirectord.cf:4"), lines.get(0));
        assertTrue(lines.get(0).contains("sysctl -w net.ipv4.ip_forward=1"), lines.get(0));
    }

    private String advice() {
        return WitnessCheck.problem(conclude().context(), HA1)
                .map(problem -> problem.toString().replace(directory + "/", ""))
                .orElse("");
    }

    @Test
    void shouldWarnOfTooFewStationsThatShowALonelyOwnerItsLan() throws IOException {
        String one = advice();
        assertTrue(one.startsWith("ha.cf: warning: only 192.0.2.25 can show"), one);
        assertTrue(one.contains("750ms"), one);
        String haCf = Files.readString(directory.resolve("ha.cf"));
        write("ha.cf", "ping 192.0.2.25\n" + haCf);
        assertFalse(advice().isEmpty(), "the same station twice");
        write("ha.cf", "ping 192.0.2.1\n" + haCf);
        assertEquals("", advice());
        write("ha.cf", haCf);
        write("director.yaml", "on-partition: keep-master\n");
        assertEquals("", advice(), "its right does not end");
    }

    @Test
    void shouldSayWhoDecidesWhenNobodyShowsTheLan() throws IOException {
        write("haresources", "ha1 192.0.2.6\n");
        assertTrue(advice().contains("left to on-partition (take)"), advice());
        write("haresources", "ha1 ldirectord\n");
        assertEquals("", advice(), "no address, no LAN to prove");
    }

    @Test
    @Timeout(30)
    void shouldRefusePipesDevicesAndDirectoriesInsteadOfWaitingForThem() throws Exception {
        for (String name : List.of("authkeys", "haresources")) {
            Files.delete(directory.resolve(name));
            assertEquals(
                    0,
                    new ProcessBuilder("mkfifo", directory.resolve(name).toString())
                            .start()
                            .waitFor());
        }
        Files.delete(directory.resolve("ha.cf"));
        Files.createSymbolicLink(directory.resolve("ha.cf"), Path.of("/dev/zero"));
        Files.createDirectory(directory.resolve("director.yaml"));
        List<String> lines = lines();
        assertEquals(4, lines.size(), lines::toString);
        for (int i = 0; i < 3; i++) {
            assertTrue(lines.get(i).contains("not a regular file"), lines.get(i));
        }
        assertEquals("director.yaml: cannot be read: Is a directory — make it readable", lines.get(3));
    }

    @Test
    void shouldReadThroughAByteOrderMarkAndQuoteNothingThatSteersATerminal() throws Exception {
        String haCf = Files.readString(directory.resolve("ha.cf"));
        write("ha.cf", "\uFEFF" + haCf);
        assertEquals(List.of(), lines());
        write("ha.cf", haCf + "fro\u001b[31mbnicate\u0085 1\n");
        String line = lines().get(0);
        assertTrue(line.startsWith("ha.cf:7: Illegal directive [fro\\x1b[31mbnicate\\x85]"), line);
    }

    @Test
    void shouldConcludeAGoodConfiguration() {
        Concluded concluded = conclude();
        assertTrue(concluded.usable(), concluded.problems().toString());
        DirectorContext context = concluded.context();
        assertEquals("ha1", context.node());
        assertEquals("ha2", context.peer());
        assertEquals(0, context.index());
        assertEquals(1_000_000_000L, context.timing().leaseNs(), "min(1 s, D/4)");
        assertEquals(1, context.resources().ldirectord().size(), "found in conf/");
    }

    @Test
    void shouldCountTheNodesAlikeWhateverTheOrderOfTheirLines() throws IOException {
        String haCf = Files.readString(directory.resolve("ha.cf"));
        write(
                "ha.cf",
                haCf.lines().filter(line -> !line.startsWith("node")).collect(Collectors.joining("\n"))
                        + "\nnode ha2\nnode ha1\n");
        DirectorContext context = conclude().context();
        ClusterFacts wire = ClusterFacts.of("", context.node(), context.haCf().nodes());
        assertEquals(0, context.index(), "ha1, although its line is the second");
        assertEquals(wire.nodes().indexOf(wire.node()), context.index());
    }

    @Test
    void shouldReportTheProblemsOfAllFilesTogether() throws IOException {
        write("ha.cf", "keepalive 1\ndeadtime 10\nfrobnicate 3\nbcast eth9\nnode ha1\nnode ha2\n");
        Files.setPosixFilePermissions(directory.resolve("authkeys"), PosixFilePermissions.fromString("rw-r--r--"));
        write("haresources", "ha3 192.0.2.6 nonsense\nha1 192.0.2.9/24/eth7 ldirectord\n");
        write("director.yaml", "leese: 1\n");
        write("conf/ldirectord.cf", "virtual=192.0.2.999:80\n");
        List<String> lines = lines();
        for (String begin : List.of(
                "ha.cf:3: ",
                "ha.cf:4: ",
                "authkeys: Bad permissions",
                "haresources:1: ",
                "haresources:2: there is no interface eth7 — name eth0",
                "director.yaml:1: unknown key \"leese\"",
                "conf/ldirectord.cf:1: ")) {
            assertTrue(lines.stream().anyMatch(line -> line.startsWith(begin)), begin + " in " + lines);
        }
        assertFalse(conclude().usable());
    }

    @Test
    void shouldSurviveADirectoryWithoutAnyFile() throws IOException {
        for (String name : List.of("ha.cf", "authkeys", "haresources", "conf/ldirectord.cf")) {
            Files.delete(directory.resolve(name));
        }
        assertFalse(conclude().usable());
        assertTrue(conclude().problems().size() >= 3);
    }

    @Test
    void shouldHoldTheLeaseBelowTheDeadtime() throws IOException {
        write("director.yaml", "lease: 5\n");
        assertTrue(conclude().usable(), "L = D/2 is the longest");
        write("director.yaml", "lease: 5001ms\n");
        assertEquals(
                "director.yaml: lease of 5001ms is too long for deadtime 10000ms and keepalive 1000ms — at most 5000ms",
                lines().stream()
                        .filter(line -> line.contains("lease"))
                        .findFirst()
                        .orElse(""));
    }

    @Test
    void shouldDigestWhatMustAgreeAndNothingElse() throws IOException {
        int digest = conclude().context().digest();
        write("haresources", "# a remark\nha1 192.0.2.6   ldirectord\n");
        assertEquals(digest, conclude().context().digest(), "remarks and blanks do not matter");
        write("haresources", "ha2 192.0.2.6 ldirectord\n");
        assertNotEquals(digest, conclude().context().digest());
    }

    /** The other node is another JVM, in which the JDK's sets have another order. */
    @Test
    void shouldDigestAlikeInEveryProcess() throws IOException {
        write(
                "conf/ldirectord.cf",
                "virtual=192.0.2.6:80\n\treal=192.0.2.25:80 gate\n\tscheduler=sh\n\tschedflags=sh-fallback,sh-port\n");
        assertEquals(-1_403_660_330, conclude().context().digest(), "a number that was read off once");
    }

    @Test
    void shouldCheckSingleFilesByKind() throws IOException {
        SingleFiles files = new SingleFiles(HA1, new SystemNames(), name -> true, name -> true);
        assertEquals(List.of(), files.check("haresources", directory.resolve("haresources")));
        write("broken", "virtual=nowhere\n");
        for (String kind : SingleFiles.kinds()) {
            List<ConfigProblem> problems = files.check(kind, directory.resolve("broken"));
            assertFalse(problems.isEmpty(), kind);
            assertFalse(files.check(kind, directory.resolve("missing")).isEmpty(), kind);
        }
    }

    @Test
    void shouldRefuseFenceDevicesThatAreNotThere() throws IOException {
        String haCf = Files.readString(directory.resolve("ha.cf"));
        write(
                "ha.cf",
                haCf + "stonith_host * nosuchtype ha2\nstonith meatware /nowhere/hosts\nstonith_host x null ha2\n");
        List<String> lines = lines();
        assertTrue(
                lines.stream().anyMatch(l -> l.startsWith("ha.cf:7: Invalid Stonith type [nosuchtype]")),
                lines::toString);
        assertTrue(
                lines.stream().anyMatch(l -> l.startsWith("ha.cf:8: Invalid Stonith config file [/nowhere/hosts]")),
                lines::toString);
        assertTrue(lines.stream().anyMatch(l -> l.contains("[null] is for tests only")), lines::toString);
        assertTrue(lines.stream().anyMatch(l -> l.contains("[x] is no node of this cluster")), lines::toString);
    }
}
