package org.hadirector.director.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.hadirector.director.drill.DrillException;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real daemons with an external plugin that ends the other one's process, or cannot. */
@RequiresRoot
@Tag("lab")
class LabFenceTest extends LabTest {
    private LabHost ha1;
    private LabHost ha2;

    @BeforeEach
    void pairWithFenceDevices() throws Exception {
        LabTiming timing = LabTiming.fast().withKeepalive("200ms").withDeadtime("1s");
        Lab lab = build(timing);
        ha1 = host("ha1");
        ha2 = host("ha2");
        Path plugin = Files.createDirectory(temporary.resolve("external")).resolve("lab");
        Files.writeString(
                plugin,
                """
                #!/bin/sh
                case $1 in
                getconfignames) echo hosts; echo dir ;;
                getinfo-devid) echo "lab switch" ;;
                gethosts) echo "$hosts" | tr , ' ' ;;
                status) exit 0 ;;
                reset)
                    echo "$2" >> "$dir/orders"
                    [ ! -e "$dir/broken" ] || { echo "the switch does not answer"; exit 1; }
                    kill -KILL "$(cat "$dir/$2.pid")" ;;
                *) exit 9 ;;
                esac
                """);
        Files.setPosixFilePermissions(plugin, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (LabHost host : List.of(ha1, ha2)) {
            Path haCf = plan.configDir(host).resolve("ha.cf");
            String line = "stonith_host * external/lab ha1,ha2 " + temporary + "\n";
            Files.writeString(haCf, line, StandardOpenOption.APPEND);
            Files.writeString(plan.configDir(host).resolve("director.yaml"), "stonith-plugins: [" + temporary + "]\n");
        }
        for (LabHost host : List.of(ha1, ha2)) {
            lab.startDirector(host);
            long pid = lab.directorProcess(host).orElseThrow().pid();
            Files.writeString(temporary.resolve(host.name() + ".pid"), Long.toString(pid));
        }
        bench.start();
        bench.awaitHealthy();
    }

    @Test
    void shouldShootAHungOwnerAndTakeOverThen() throws Exception {
        long pid = bench.lab().directorProcess(ha1).orElseThrow().pid();
        new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor();
        bench.awaitMaster(ha2);
        bench.await("the shot process is gone", LIMIT, () -> !bench.lab().directorAlive(ha1));
        assertEquals("ha1\n", Files.readString(temporary.resolve("orders")));
        Path file = plan.logDir(ha2).resolve("ha-log");
        // the log is written by a queue of its own
        bench.await("the log", LIMIT, () -> Files.readString(file).contains("Taking over resource group"));
        String log = Files.readString(file);
        int ordered = log.indexOf("info: Resetting node ha1 with [lab switch]");
        int done = log.indexOf("info: node ha1 now reset.");
        assertTrue(ordered > 0 && done > ordered && log.indexOf("Taking over resource group") > done, log);
    }

    @Test
    void shouldWaitForAnOperatorWhenTheDeviceFails() throws Exception {
        Files.createFile(temporary.resolve("broken"));
        bench.lab().killDirector(ha1);
        bench.await("a failed attempt", LIMIT, () -> event("ha2", "FENCE_FAILED"));
        NodeStatus blocked = bench.status(ha2).orElseThrow();
        assertFalse(blocked.master());
        assertTrue(blocked.tree().toString().contains("the peer cannot be fenced"), blocked.tree()::toString);
        String status = bench.lab().director(ha2, "status");
        assertTrue(
                status.contains("fence [lab switch]: failed (lab switch: exit 1: the switch does not answer)"), status);
        DrillException refused =
                assertThrows(DrillException.class, () -> bench.command(ha2, "fence", "confirm", "ha9"));
        assertTrue(refused.getMessage().contains("ha9 is not the other node"), refused.getMessage());
        String said = bench.lab().director(ha2, "meatclient", "-c", "ha1", "-w");
        assertTrue(said.contains("Meatware_client: reset confirmed."), said);
        bench.awaitMaster(ha2);
    }

    @Test
    void shouldShootNobodyInAPlannedSwitchOrAfterACleanStop() throws Exception {
        bench.lab().director(ha1, "standby");
        bench.awaitMaster(ha2);
        bench.lab().stopDirector(ha2, LIMIT);
        bench.awaitMaster(ha1);
        assertFalse(Files.exists(temporary.resolve("orders")));
    }
}
