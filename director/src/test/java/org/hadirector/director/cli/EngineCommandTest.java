package org.hadirector.director.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.hadirector.director.cli.Directories.Places;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.lvs.path.gate.GatePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine without heartbeat as a process, and the commands that find it. */
@RequiresRoot
class EngineCommandTest {
    @TempDir
    Path directory;

    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final InputStream realIn = System.in;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private EngineLan lan;

    @BeforeEach
    void cable() throws IOException {
        lan = new EngineLan(directory);
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void down() throws IOException {
        System.setOut(realOut);
        System.setErr(realErr);
        System.setIn(realIn);
        lan.close();
    }

    /** {@code director WORDS…} in a network namespace. */
    private int director(NetworkNamespace where, String... words) throws Exception {
        out.reset();
        err.reset();
        List<String> all = new ArrayList<>(List.of("--run", lan.run.toString(), "--state", lan.run.toString()));
        all.addAll(List.of(words));
        return where.call(() -> Main.run("director", all.toArray(String[]::new)));
    }

    /** A program of ipvsadm's, whose runtime directory nobody named, in a network namespace. */
    private int program(NetworkNamespace where, String program, String stdin, String... words) throws Exception {
        out.reset();
        err.reset();
        System.setIn(new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)));
        Places places = new Places(lan.run, lan.run, lan.run, false);
        return where.call(() -> LvsRelay.program(program, places, List.of(words)));
    }

    private String table() throws Exception {
        assertEquals(0, program(lan.director, "ipvsadm", "", "-Sn"), err.toString());
        return out.toString();
    }

    @Test
    void shouldMasqueradeServersOfTheClientsOwnNetwork() throws Exception {
        lan.serve(0);
        lan.serve(1);
        lan.hideServers();
        lan.engine();
        String rules = "-A -t " + EngineLan.VIP + ":8080 -s rr\n-a -t " + EngineLan.VIP
                + ":8080 -r 10.94.0.11:80 -m -w 1\n-a -t " + EngineLan.VIP + ":8080 -r 10.94.0.12:80 -m -w 1\n";
        assertEquals(0, program(lan.director, "ipvsadm", rules, "-R"), err.toString());
        assertEquals(rules, table());
        lan.awaitServed(8080, "server0", "server1");
        assertFalse(lan.get(8080).equals(lan.get(8080)), "one after the other");
    }

    @Test
    void shouldBalanceBeFoundByItsNamespaceAndLeaveNothing() throws Exception {
        lan.serve(0);
        lan.serve(1);
        assertEquals("refused", lan.get(80), "nobody listens on the director");
        Process engine = lan.engine();
        String rules = "-A -t " + EngineLan.VIP + ":80 -s rr\n-a -t " + EngineLan.VIP + ":80 -r 10.94.0.11:80 -g -w 1\n"
                + "-a -t " + EngineLan.VIP + ":80 -r 10.94.0.12:80 -g -w 1\n";
        assertEquals(0, program(lan.director, "ipvsadm", "ipvsadm " + rules.replace("\n", "\nipvsadm "), "-R"));
        assertEquals(rules, table());
        lan.awaitServed(80, "server0", "server1");
        assertFalse(lan.get(80).equals(lan.get(80)), "one after the other");

        assertEquals(0, director(lan.client, "lvs", "--netns", lan.director.name(), "-Sn"), err.toString());
        assertEquals(rules, out.toString());
        assertEquals(0, director(lan.client, "lvs", "--netns=" + lan.director.name(), "-Sn"), err.toString());
        assertEquals(rules, out.toString());
        assertEquals(2, director(lan.director, "lvs", "--netns"));
        assertTrue(err.toString().contains("--netns names nothing"), err.toString());
        assertEquals(2, director(lan.director, "lvs", "--socket=", "-Sn"));
        assertEquals(0, director(lan.director, "lvs", "status"));
        assertTrue(out.toString().contains("mode engine\npid " + engine.pid() + "\n"), out.toString());
        assertEquals(0, director(lan.director, "lvs", "sysctl", "sloppy_tcp=1"), err.toString());
        assertEquals("net.ipv4.vs.sloppy_tcp = 1\n", out.toString());
        assertEquals(1, director(lan.director, "lvs", "sysctl", "slopy_tcp=1"));
        assertEquals(2, program(lan.director, "ipvsadm", "", "sysctl", "-a"), "only of director lvs");
        assertEquals(2, program(lan.client, "ipvsadm", "", "-Ln"), "no engine there, whoever runs elsewhere");
        assertTrue(err.toString().startsWith("Can't initialize ipvs: no engine runs in this network namespace"));

        assertEquals(1, director(lan.director, "engine"), "a second one");
        assertTrue(err.toString().contains("pid " + engine.pid()), err.toString());
        assertEquals(
                1,
                director(
                        lan.director,
                        "engine",
                        "--socket",
                        directory.resolve("other").toString()));
        assertTrue(err.toString().contains("another daemon or engine runs in this network namespace"), err.toString());
        assertEquals(rules, table());

        engine.destroy();
        assertTrue(engine.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, engine.exitValue());
        assertEquals("refused", lan.get(80));
        assertFalse(lan.director.exec("tc", "qdisc", "show").contains("clsact"));
        try (var left = Files.list(lan.run)) {
            assertEquals(
                    List.of(), left.filter(file -> !file.endsWith("native")).toList());
        }
    }

    /** Packets from the director to its own address pass loopback, from the address and to it. */
    @Test
    void shouldMasqueradeForClientsOnTheDirectorItself() throws Exception {
        lan.serve(0);
        lan.serve(1);
        lan.hideServers();
        assertEquals("refused", lan.get(lan.director, 8080));
        Process engine = lan.engine();
        String rules = "-A -t " + EngineLan.VIP + ":8080 -s rr\n-a -t " + EngineLan.VIP
                + ":8080 -r 10.94.0.11:80 -m -w 1\n-a -t " + EngineLan.VIP + ":8080 -r 10.94.0.12:80 -m -w 1\n";
        assertEquals(0, program(lan.director, "ipvsadm", rules, "-R"), err.toString());
        lan.awaitServed(8080, "server0", "server1");
        Set<String> pages = Set.of(lan.get(lan.director, 8080), lan.get(lan.director, 8080));
        assertEquals(Set.of("server0", "server1"), pages);
        assertEquals("refused", lan.get(lan.director, 8081), "no service: the director's own port");
        assertEquals(0, program(lan.director, "ipvsadm", "", "-Lnc"));
        assertTrue(out.toString().contains("FIN_WAIT") || out.toString().contains("TIME_WAIT"), out.toString());

        engine.destroyForcibly().waitFor();
        assertTrue(lan.isSilent(lan.director, 8080), "a dead engine's gate is silent here too");
        Process next = lan.engine();
        assertEquals("refused", lan.get(lan.director, 8080));
        next.destroy();
        assertTrue(next.waitFor(60, TimeUnit.SECONDS));
        assertFalse(lan.director.exec("tc", "qdisc", "show").contains("clsact"));
    }

    /**
     * An urgent thread waits for others of its process, the compiler among them, none may wait for ever (record 31).
     */
    @Test
    void shouldPutAllItsThreadsBeforeOrdinaryOnesAndNoneBeforeAnother() throws Exception {
        Process engine = lan.engine();
        Path process = Path.of("/proc/" + engine.pid());
        await().until(() -> Set.copyOf(priorities(process).values()).equals(Set.of(50)));
        assertTrue(priorities(process).keySet().containsAll(List.of("lvs-packets", "VM Thread")));
        String locked = Files.readAllLines(process.resolve("status")).stream()
                .filter(line -> line.startsWith("VmLck:"))
                .findFirst()
                .orElseThrow();
        assertFalse(locked.endsWith(" 0 kB"), locked);
    }

    /** Real-time priorities of a process' threads, 0 for ordinary ones. */
    private static Map<String, Integer> priorities(Path process) throws IOException {
        Map<String, Integer> priorities = new HashMap<>();
        try (var tasks = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path task : tasks) {
                String stat = Files.readString(task.resolve("stat"));
                int end = stat.lastIndexOf(')');
                String[] fields = stat.substring(end + 2).split(" ");
                priorities.merge(stat.substring(stat.indexOf('(') + 1, end), Integer.parseInt(fields[37]), Math::min);
            }
        } catch (NoSuchFileException ended) {
            return priorities(process);
        }
        return priorities;
    }

    @Test
    void shouldBeSetByDirectorYaml() throws Exception {
        Path config = Files.createDirectory(directory.resolve("config"));
        assertEquals(6, director(lan.director, "--config", config.toString(), "engine"));
        assertEquals(
                config.resolve("director.yaml")
                        + ": no such file — correct --config, or leave it out for the defaults\n",
                err.toString());
        Path yaml = config.resolve("director.yaml");
        Files.writeString(yaml, "lease: 1s\nsysctl:\n  drop_entry: maybe\n");
        assertEquals(6, director(lan.director, "--config", config.toString(), "engine"));
        assertTrue(err.toString().startsWith(yaml + ":3: "), err.toString());
        Files.writeString(yaml, "interfaces: [eth7]\n");
        assertEquals(1, director(lan.director, "--config", config.toString(), "engine"));
        assertTrue(err.toString().contains("no interface eth7"), err.toString());

        Files.writeString(
                yaml,
                "lease: 100ms\ninterfaces: [eth7]\nmax-connections: 5000\nftp-ports: [2121]\n"
                        + "sysctl:\n  drop_entry: 3\n  sloppy_tcp: 1\n"
                        + "marks:\n  - -d 10.94.0.100 -p tcp --dport 80 --set-mark 7\n");
        lan.engine("--config", config.toString(), "--interface", "eth0");
        assertEquals(0, director(lan.director, "lvs", "sysctl", "-n", "drop_entry", "sloppy_tcp"), err.toString());
        assertEquals("3\n1\n", out.toString());
        assertEquals(0, director(lan.director, "lvs", "mark", "save"));
        assertEquals("-d 10.94.0.100/32 -p tcp --dport 80 -j MARK --set-mark 7\n", out.toString());
        assertEquals(0, director(lan.director, "lvs", "status"));
        assertTrue(out.toString().contains("engine.defence.limit 5000\n"), out.toString());
    }

    @Test
    void shouldSaveAndRestoreThroughTheScriptsAndAStreamOfParts() throws Exception {
        Path socket = directory.resolve("engine.sock");
        lan.engine("--socket", socket.toString(), "--interface", "eth0");
        StringBuilder rules = new StringBuilder("-A -f 1 -s wlc\n");
        for (int i = 0; i < 9000; i++) {
            rules.append("-a -f 1 -r 172.16.")
                    .append(i / 250)
                    .append('.')
                    .append(i % 250 + 1)
                    .append(":80 -g -w 1\n");
        }
        assertEquals(0, program(lan.director, "ipvsadm-restore", "# of yesterday\n" + rules), err.toString());
        assertEquals(0, program(lan.director, "ipvsadm-save", "", "-n", "file"));
        assertEquals(rules.toString(), out.toString());
        assertEquals(1, program(lan.director, "ipvsadm-save", "", "--nonsense"));
        assertTrue(err.toString().startsWith("ipvsadm-save: Script to save the IPVS table"), err.toString());

        assertEquals(2, program(lan.director, "ipvsadm", rules + "-A -f 2 -w 3\n-A -f 3\n".repeat(2), "-R"));
        assertTrue(err.toString().endsWith("\nIllegal 'weight' option with the 'add-service' command\n"));
        assertEquals(9002, err.toString().lines().count(), "exists already, 9001 times");
        assertEquals(0, program(lan.director, "ipvsadm", "-C\n\n-A -f 9 -s rr\n\n", "-R"));
        assertEquals(0, director(lan.client, "lvs", "--socket", socket.toString(), "-S"));
        assertEquals("-A -f 9 -s rr\n", out.toString());
    }

    @Test
    void shouldTakeThePlaceOfAKilledOneButNotOfADeadDaemonsGuard() throws Exception {
        Process killed = lan.engine();
        assertEquals(0, program(lan.director, "ipvsadm", "", "-A", "-t", EngineLan.VIP + ":80"));
        killed.destroyForcibly().waitFor();
        assertTrue(lan.isSilent(lan.client, 80), "its gate is still there");
        assertEquals(2, program(lan.director, "ipvsadm", "", "-Ln"));
        Process next = lan.engine();
        assertEquals("refused", lan.get(80));
        assertEquals("", table());
        next.destroy();
        assertTrue(next.waitFor(60, TimeUnit.SECONDS));

        lan.director.call(() -> {
            GatePath gate = GatePath.open(List.of("eth0"));
            gate.guard(InetAddress.getByName(EngineLan.VIP));
            gate.close();
            return null;
        });
        assertEquals(1, director(lan.director, "engine"));
        assertTrue(err.toString().contains("run director clean first"), err.toString());
        assertTrue(lan.isSilent(lan.client, 80), "the guard stands");
    }

    /** Half a minute went by when no name server answered. */
    @Test
    void shouldNotAskForTheNameOfItsMachine() throws Exception {
        lan.director.ip("link", "set", "lo", "up");
        try (DatagramSocket resolver =
                lan.director.call(() -> new DatagramSocket(53, InetAddress.getLoopbackAddress()))) {
            lan.engine();
            assertEquals(0, program(lan.director, "ipvsadm", "", "-A", "-t", EngineLan.VIP + ":80"));
            resolver.setSoTimeout(1);
            DatagramPacket question = new DatagramPacket(new byte[512], 512);
            assertThrows(SocketTimeoutException.class, () -> resolver.receive(question));
        }
    }

    /** Each packet of a long connection goes through such an engine, and nobody would know why it is slow. */
    @Test
    void shouldSayThatItHasTooFewDescriptorsToCarryConnections() throws Exception {
        Process able = lan.engine();
        assertEquals(0, director(lan.director, "lvs", "status"), err.toString());
        assertTrue(out.toString().contains("engine.carriesNothing \n"), out.toString());
        able.destroy();
        assertTrue(able.waitFor(60, TimeUnit.SECONDS));

        Process engine = lan.engineUnder("ulimit -n 1000");
        assertEquals(0, director(lan.director, "lvs", "status"), err.toString());
        String why = "this process may not have 1001 open files (LimitNOFILE= of its unit, ulimit -n)";
        assertTrue(out.toString().contains("engine.carriesNothing " + why + "\n"), out.toString());
        String said = engine.inputReader(StandardCharsets.UTF_8).readLine();
        assertTrue(said.startsWith("director engine: not permitted: carrying connections"), said);
        assertTrue(said.endsWith(why), said);
    }

    @Test
    void shouldServeWhatARuleMarks() throws Exception {
        lan.serve(0);
        lan.engine();
        String rule = "-d " + EngineLan.VIP + "/32 -p tcp --dports 80,443 -j MARK --set-mark 5";
        assertEquals(0, director(lan.director, ("lvs mark add " + rule).split(" ")), err.toString());
        assertEquals(0, program(lan.director, "ipvsadm", "-A -f 5 -s rr\n-a -f 5 -r 10.94.0.11 -g\n", "-R"));
        lan.awaitServed(80, "server0");
        assertEquals("refused", lan.get(81), "not marked");
        assertEquals(0, program(lan.director, "ipvsadm", "", "-Ln"));
        assertTrue(out.toString().contains("FWM  5 rr\n  -> 10.94.0.11:0 "), out.toString());
        assertEquals(0, director(lan.director, "lvs", "mark", "list"));
        assertEquals(rule + "\n", out.toString());

        assertEquals(0, director(lan.director, "lvs", "mark", "clear"));
        assertEquals("refused", lan.get(80));
        System.setIn(new ByteArrayInputStream((rule + "\n").getBytes(StandardCharsets.UTF_8)));
        assertEquals(0, director(lan.director, "lvs", "mark", "restore"), err.toString());
        assertEquals("server0", lan.get(80));
    }
}
