package org.hadirector.director.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real daemons on a state directory of a few kilobytes that fills up or becomes read-only. */
@RequiresRoot
@Tag("lab")
class LabDiskTest extends LabTest {
    private LabHost ha1;
    private LabHost ha2;
    private Path disk;

    @BeforeEach
    void lab() throws Exception {
        LabTiming timing = LabTiming.fast().withKeepalive("200ms").withDeadtime("1s");
        build(timing);
        ha1 = host("ha1");
        ha2 = host("ha2");
        disk = Files.createDirectories(plan.stateDir(ha1));
        mount("-t", "tmpfs", "-o", "size=256k,mode=700", "none", disk.toString());
    }

    /** Nobody may have a file open there. */
    @Override
    protected void beforeDown() throws Exception {
        if (disk == null) {
            return;
        }
        for (LabHost host : List.of(ha1, ha2)) {
            if (bench.lab().directorAlive(host)) {
                bench.lab().killDirector(host);
            }
        }
        new ProcessBuilder("umount", "-l", disk.toString()).start().waitFor();
    }

    private static void mount(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("mount"));
        command.addAll(List.of(words));
        run(command.toArray(new String[0]));
    }

    private static void run(String... command) throws Exception {
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        assertEquals(0, exit, () -> String.join(" ", command));
    }

    private Path fill() throws IOException {
        Path ballast = disk.resolve("ballast");
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(new byte[512]);
            }
        } catch (IOException full) {
            return ballast;
        }
    }

    private boolean status(LabHost host, String text) throws IOException {
        return bench.lab().director(host, "status").contains(text);
    }

    @Test
    void shouldBeatWithAFullDiskClaimNothingAndRecover() throws Exception {
        Path ballast = fill();
        bench.lab().startDirector(ha1);
        bench.lab().startDirector(ha2);
        bench.start();
        bench.awaitMaster(ha2);
        bench.await("the loss is shown", LIMIT, () -> status(ha1, "No space left on device"));
        assertTrue(status(ha1, "NOT READY"));
        assertTrue(bench.status(ha2).orElseThrow().hearsPeerEverywhere(), "it beats all the same");
        Files.delete(ballast);
        // haresources prefers ha1, and it can claim again
        bench.awaitMaster(ha1);
        assertTrue(Files.size(disk.resolve("generation")) > 0, "written late");
        bench.await("the journal is written again", LIMIT, () -> status(ha1, "entries lost, written again"));
        assertTrue(kinds("ha1").contains("JOURNAL_GAP"), kinds("ha1")::toString);
        String log = haLog("ha1");
        assertEquals(2, log.split("journal cannot be written", -1).length, "said once");
        assertEquals(2, log.split("cannot reserve epochs", -1).length, "said once");
    }

    @Test
    void shouldTakeOverWithAFullDiskAndStartOnAReadOnlyOne() throws Exception {
        bench.lab().startDirector(ha1);
        bench.lab().startDirector(ha2);
        bench.start();
        bench.awaitHealthy();
        bench.lab().director(ha1, "standby");
        bench.awaitMaster(ha2);
        fill();
        bench.lab().killDirector(ha2);
        bench.awaitMaster(ha1);
        bench.lab().startDirector(ha2);
        bench.await("ha2 is standby", LIMIT, () -> bench.status(ha2)
                .map(NodeStatus::standby)
                .orElse(false));
        Files.delete(disk.resolve("ballast"));
        // and a start on a read-only disk; nobody has a file open there meanwhile
        bench.lab().killDirector(ha1);
        bench.awaitMaster(ha2);
        mount("-o", "remount,ro", disk.toString());
        bench.lab().startDirector(ha1);
        bench.await("ha1 beats", LIMIT, () -> bench.status(ha1)
                .map(NodeStatus::hearsPeerEverywhere)
                .orElse(false));
        bench.await("the loss is shown", LIMIT, () -> status(ha1, "Read-only file system"));
        assertTrue(status(ha1, "NOT READY"));
        // the daemon's host has mounts of its own, and its root may be one (a chroot)
        String pid =
                Long.toString(bench.lab().directorProcess(ha1).orElseThrow().pid());
        run("nsenter", "-t", pid, "-m", "-r", "mount", "-o", "remount,rw", disk.toString());
        bench.awaitMaster(ha1);
    }
}
