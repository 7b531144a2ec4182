package org.hadirector.director.fence;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.hadirector.director.log.LogLine;
import org.hadirector.heartbeat.config.FenceDirectives.Device;
import org.hadirector.heartbeat.decide.Input;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attempts that something else comes between: the node is heard, the daemon ends. */
class FenceRoomTest {
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final List<Input> outcomes = Collections.synchronizedList(new ArrayList<>());
    private final List<LogLine> log = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    Path directory;

    @AfterEach
    void end() {
        thread.shutdownNow();
    }

    private void agent(String name, String... lines) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, "#!/bin/sh\ncd " + directory + "\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private FenceRoom room(String... agents) throws IOException {
        FenceTypes types = new FenceTypes(List.of(directory.toString()), Duration.ofMinutes(5), false);
        List<Device> devices = new ArrayList<>();
        for (String agent : agents) {
            devices.add(new Device("*", agent, "ip=192.0.2.9", "", 3));
        }
        return FenceRoom.open(types, devices, "ha1", thread, outcomes::add, log::add);
    }

    private boolean there(String file) {
        return Files.exists(directory.resolve(file));
    }

    @Test
    void shouldEndTheScriptAndItsChildrenWhenTheDaemonEnds() throws Exception {
        agent("fence_hangs", "sleep 300 &", "echo $$ $! > pids.new", "mv pids.new pids", "wait");
        agent("fence_next", "touch next");
        FenceRoom room = room("fence_hangs", "fence_next");
        room.fence("ha2", 1);
        room.fence("ha2", 2);
        await().until(() -> there("pids"));
        room.close();
        for (String pid : Files.readString(directory.resolve("pids")).strip().split(" ")) {
            await().until(() -> ProcessHandle.of(Long.parseLong(pid))
                    .map(process -> !process.isAlive())
                    .orElse(true));
        }
        await().until(() -> outcomes.size() == 1);
        assertInstanceOf(Input.FenceFailed.class, outcomes.get(0));
        assertTrue(
                log.contains(
                        LogLine.warn("STONITH of ha2 is given up, for this node stops: look whether it was reset")),
                log::toString);
        room.fence("ha2", 3);
        room.check();
        thread.shutdown();
        await().until(thread::isTerminated);
        assertFalse(there("next"), "nothing begins any more");
        assertEquals(1, outcomes.size());
    }

    @Test
    void shouldBeginNothingMoreForANodeThatIsHeard() throws Exception {
        agent("fence_fails", "touch begun", "until [ -e go ]; do sleep 0.02; done", "exit 1");
        agent("fence_works", "echo works >> works");
        FenceRoom room = room("fence_fails", "fence_works");
        room.fence("ha2", 1);
        await().until(() -> there("begun"));
        room.drop(1);
        room.fence("ha2", 2);
        room.drop(2);
        room.fence("ha2", 3);
        Files.createFile(directory.resolve("go"));
        await().until(() -> outcomes.size() == 3);
        Input.FenceFailed first = assertInstanceOf(Input.FenceFailed.class, outcomes.get(0));
        assertEquals("fence_fails: exit 1; not begun with fence_works, ha2 is heard", first.reason());
        assertEquals(new Input.FenceFailed(2, "not begun with fence_fails, ha2 is heard"), outcomes.get(1));
        assertEquals(new Input.Fenced(3, "fence_works"), outcomes.get(2));
        assertEquals("works\n", Files.readString(directory.resolve("works")));
    }
}
