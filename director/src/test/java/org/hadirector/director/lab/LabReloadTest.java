package org.hadirector.director.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.director.drill.DrillReport;
import org.hadirector.director.drill.DrillTable;
import org.hadirector.director.drill.ReloadDrill;
import org.hadirector.director.drill.Steadfast;
import org.hadirector.director.journal.JournalEntry;
import org.hadirector.director.journal.JournalReader;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Files are changed and read anew by real daemons while a client asks through the service address. */
@RequiresRoot
@Tag("lab")
class LabReloadTest extends LabTest {
    /** Shorter than TCP's first retransmission, so that a lost packet is not hidden by it. */
    private static final Duration ATTEMPT = Duration.ofMillis(900);

    /** Nothing may move: the lease outlasts the pauses of a busy test machine. */
    private static final LabTiming CALM =
            LabTiming.fast().withKeepalive("400ms").withDeadtime("4s");

    @Override
    protected Duration attempt() {
        return ATTEMPT;
    }

    @TestFactory
    Stream<DynamicTest> shouldFollowChangedFiles() throws Exception {
        pair(CALM);
        return Stream.of(
                part("loses no request in many reloads of all kinds", this::reloadManyTimes),
                part("refuses broken files and changes that need a restart, and runs on", this::refuseBrokenFiles),
                part("brings an address into a running group and out of it", this::bringAnAddressInAndOut),
                part("tells what it could not do until that is done, and serves on", this::leaveSomethingUndone),
                part("follows ldirectord.cf by itself with autoreload", this::followLdirectordCf),
                part("takes lease and settings of the engine from director.yaml", this::followDirectorYaml),
                part("rolls a key without missing a beat", this::rollAKey),
                part("reloads on SIGHUP also while a group moves", this::hangUpWhileAGroupMoves));
    }

    private void reloadManyTimes() throws Exception {
        DrillReport report = new ReloadDrill(36).run(bench);
        assertTrue(report.served(), DrillTable.of(report));
    }

    private void refuseBrokenFiles() throws Exception {
        Path haCf = file("ha1", "ha.cf");
        String good = Files.readString(haCf);
        Files.writeString(haCf, good + "bogus 3\n");
        ControlReply refused = ask("ha1", "reload");
        assertEquals(1, refused.exit());
        int line = good.split("\n", -1).length;
        assertTrue(refused.err().contains(haCf + ":" + line), refused.err());
        Files.writeString(haCf, good + "deadtime 8s\nrealtime off\n");
        ControlReply restart = ask("ha1", "reload");
        assertEquals(1, restart.exit());
        assertTrue(restart.err().contains("needs a restart: realtime"), restart.err());
        assertTrue(ask("ha1", "reload", "plan").out().contains("deadtime: 4000 ms -> 8000 ms"));
        Files.writeString(haCf, good);
        assertEquals("nothing changed\n", ask("ha1", "reload").out(), "and nothing had been changed by half");
        bench.quietTime();
        assertEquals("ha1", bench.master().name());
    }

    private void rollAKey() throws Exception {
        String old = Files.readString(file("ha1", "authkeys"));
        String both = old + "2 sha256 a-second-key-of-some-length\n";
        String rolled = both.replaceFirst("(?m)^auth .*$", "auth 2");
        long fromNs = System.nanoTime();
        for (String edition : List.of(both, rolled, "auth 2\n2 sha256 a-second-key-of-some-length\n")) {
            for (String node : List.of("ha1", "ha2")) {
                Files.writeString(file(node, "authkeys"), edition);
                assertEquals(0, ask(node, "reload").exit());
                bench.quietTime();
            }
        }
        for (String node : List.of("ha1", "ha2")) {
            List<String> told = new JournalReader(plan.stateDir(plan.host(node)))
                    .all().stream()
                            .filter(entry -> entry.monotonicNs() - fromNs >= 0)
                            .map(JournalEntry::kind)
                            .toList();
            assertFalse(told.contains("LINK_DEAD") || told.contains("PEER_LATE"), node + ": " + told);
            Object links = ask(node, "status").result().get("links");
            assertFalse(links.toString().matches("(?s).*forged=[1-9].*"), node + " refused a beat: " + links);
        }
        Files.writeString(file("ha1", "authkeys"), "auth 3\n2 sha256 a-second-key-of-some-length\n");
        assertEquals(1, ask("ha1", "reload").exit(), "a bad file keeps the old keys");
        Files.writeString(file("ha1", "authkeys"), "auth 2\n2 sha256 a-second-key-of-some-length\n");
        bench.awaitHealthy();
    }

    private void bringAnAddressInAndOut() throws Exception {
        Steadfast owner = Steadfast.now(bench);
        String good = Files.readString(file("ha1", "haresources"));
        both("haresources", good.replace("192.0.2.6", "192.0.2.6 192.0.2.7"));
        assertTrue(addresses("ha1").contains("192.0.2.7/"), addresses("ha1"));
        assertFalse(addresses("ha2").contains("192.0.2.7/"));
        both("haresources", good + "ha1 192.0.2.8\n");
        assertFalse(addresses("ha1").contains("192.0.2.7/"), addresses("ha1"));
        bench.await("the new group", bench.limit(), () -> addresses("ha1").contains("192.0.2.8/"));
        both("haresources", good);
        bench.await(
                "the end of the group", bench.limit(), () -> !addresses("ha1").contains("192.0.2.8/"));
        assertTrue(addresses("ha1").contains(LabPlan.VIP + "/"));
        owner.check("an address in and out", "the first group stays");
        bench.awaitHealthy();
    }

    private void leaveSomethingUndone() throws Exception {
        Steadfast owner = Steadfast.now(bench);
        String good = Files.readString(file("ha1", "haresources"));
        Path mended = Files.createDirectories(file("ha1", "resource.d")).resolve("mended");
        for (String node : List.of("ha1", "ha2")) {
            Path directory = Files.createDirectories(file(node, "resource.d"));
            script(directory.resolve("unfit"), "case $1 in start) test -e " + mended + ";; esac");
            String stuck = "m=" + mended + "\ncase $1 in\nstop) test -e $m;;\n"
                    + "status) test -e $m && echo stopped || echo running;;\nesac";
            script(directory.resolve("stuck"), stuck);
        }
        both("haresources", good.replace("192.0.2.6", "192.0.2.6 stuck"));
        Files.writeString(file("ha1", "haresources"), good.replace("192.0.2.6", "192.0.2.6 unfit"));
        ControlReply reload = ask("ha1", "reload");
        assertEquals(1, reload.exit(), reload.out());
        for (String what : List.of("stuck cannot be stopped: ", "unfit cannot be started: ")) {
            assertTrue(reload.err().contains(what), reload.err());
            assertTrue(ask("ha1", "status").result().get("groups").toString().contains(what));
            assertTrue(ask("ha1", "reload", "plan").out().contains(what));
        }
        ControlReply again = ask("ha1", "reload");
        assertEquals(1, again.exit(), again.out());
        assertTrue(
                again.out().startsWith("nothing changed; what a former reload had left was tried again"), again.out());
        assertTrue(again.err().startsWith("director: it is not done: group 192.0.2.6: stuck cannot be"), again.err());
        Files.writeString(mended, "");
        assertEquals(0, ask("ha1", "reload").exit());
        assertEquals("nothing changed\n", ask("ha1", "reload").out());
        both("haresources", good);
        owner.check("unfit resources", "the others serve on");
        bench.awaitHealthy();
    }

    private static void script(Path path, String text) throws IOException {
        Files.writeString(path, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void hangUpWhileAGroupMoves() throws Exception {
        Path haCf = file("ha2", "ha.cf");
        Files.writeString(haCf, Files.readString(haCf) + "warntime 3s\n");
        long pid = bench.lab().directorProcess(plan.host("ha2")).orElseThrow().pid();
        bench.command(plan.host("ha1"), "standby", "all", "nowait");
        bench.lab().run(plan.host("ha2"), List.of("kill", "-HUP", Long.toString(pid)));
        bench.awaitMaster(plan.host("ha2"));
        bench.await("the reload", bench.limit(), () -> new JournalReader(plan.stateDir(plan.host("ha2")))
                .all().stream().anyMatch(entry -> entry.kind().equals("RELOADED")));
        bench.awaitHealthy();
    }

    private void followLdirectordCf() throws Exception {
        Path cf = file("ha1", "conf/ldirectord.cf");
        String watched = "autoreload=yes\n" + Files.readString(cf);
        both("conf/ldirectord.cf", watched);
        Steadfast owner = Steadfast.now(bench);
        Files.writeString(cf, watched.replace(" gate\n", " gate 3\n"));
        bench.await("the weight", bench.limit(), () -> table("ha1").matches("(?s).*192.0.2.25:80 +Route +3 .*"));
        String log = Files.readString(log("ha1"));
        assertTrue(log.contains("] Configuration file '" + cf + "' has changed on disk\n"), log);
        assertTrue(log.contains("]  - reread new configuration\n"), log);
        String table = table("ha1").replaceAll(" +[0-9]+ +[0-9]+ *\n", "\n");
        Files.writeString(cf, watched + "nonsense=1\n");
        bench.await("the complaint", bench.limit(), () -> Files.readString(log("ha1"))
                .contains("Unknown command nonsense=1"));
        assertEquals(table, table("ha1").replaceAll(" +[0-9]+ +[0-9]+ *\n", "\n"), "a broken file changes nothing");
        assertTrue(table("ha2").matches("(?s).*192.0.2.25:80 +Route +1 .*"), "the other node has its own file");
        Files.writeString(cf, watched);
        bench.await("as before", bench.limit(), () -> table("ha1").matches("(?s).*192.0.2.25:80 +Route +1 .*"));
        owner.check("another ldirectord.cf", "no group changed");
        bench.awaitHealthy();
    }

    private void followDirectorYaml() throws Exception {
        assertTrue(addresses("ha1").matches("(?s).*inet 192.0.2.6/.*valid_lft [123]sec.*"), addresses("ha1"));
        Steadfast owner = Steadfast.now(bench);
        both("director.yaml", "lease: 2s\nsysctl:\n  drop_entry: 1\n");
        assertEquals("1\n", ask("ha1", "lvs", "sysctl", "-n", "drop_entry").out());
        bench.await("another lifetime", bench.limit(), () -> addresses("ha1")
                .matches("(?s).*inet 192.0.2.6/\\S+ [^\n]*\n +valid_lft 4sec.*"));
        owner.check("another lease", "no group changed");
        both("director.yaml", "lease: 2s\n");
        assertEquals("0\n", ask("ha1", "lvs", "sysctl", "-n", "drop_entry").out(), "no longer named");
        bench.awaitHealthy();
    }

    private String table(String node) throws IOException {
        return ask(node, "lvs", "-L", "-n").out();
    }

    private Path log(String node) throws IOException {
        return plan.logDir(plan.host(node)).resolve("ldirectord.log");
    }

    private void both(String name, String text) throws Exception {
        for (String node : List.of("ha1", "ha2")) {
            Files.writeString(file(node, name), text);
            ControlReply reply = ask(node, "reload");
            assertEquals(0, reply.exit(), reply.err());
        }
    }

    private ControlReply ask(String node, String verb, String... words) throws IOException {
        return ControlClient.call(plan.runDir(plan.host(node)), new ControlRequest(verb, words));
    }

    private String addresses(String node) throws IOException {
        return bench.lab().run(plan.host(node), List.of("ip", "-4", "addr", "show", "dev", "eth0"));
    }
}
