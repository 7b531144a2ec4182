package org.hadirector.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WatchedThreadTest {
    @TempDir
    private Path task;

    private WatchedThread thread;

    @BeforeEach
    void watch() throws IOException {
        kernelSays('S', 1000, 0, 1);
        thread = new WatchedThread(task);
    }

    @AfterEach
    void leave() throws IOException {
        thread.close();
    }

    private void kernelSays(char state, long ranNs, long waitedNs, long times) throws IOException {
        Files.writeString(task.resolve("stat"), "77 (C1 R) S (x) " + state + " 1 77 77 0 -1 4194368\n");
        Files.writeString(task.resolve("schedstat"), ranNs + " " + waitedNs + " " + times + "\n");
    }

    @Test
    void shouldStarveWhenReadyAndNotRunBetweenTwoLooks() throws IOException {
        kernelSays('R', 1000, 0, 1);
        assertFalse(thread.isStarving(), "it may have become ready just now");
        assertTrue(thread.isStarving());
    }

    @Test
    void shouldNotStarveWhenItRanOrSleptBetweenTwoLooks() throws IOException {
        kernelSays('R', 1000, 0, 1);
        assertFalse(thread.isStarving());
        kernelSays('R', 1001, 5, 2);
        assertFalse(thread.isStarving());
        kernelSays('S', 1001, 5, 2);
        assertFalse(thread.isStarving());
        assertFalse(thread.isStarving(), "who sleeps wants no processor");
        kernelSays('R', 1001, 5, 2);
        assertFalse(thread.isStarving(), "ready again since then");
    }

    @Test
    void shouldSeeNothingWhereTheKernelDoesNotCount() throws IOException {
        kernelSays('R', 0, 0, 0);
        assertFalse(thread.isStarving());
        assertFalse(thread.isStarving());
    }

    @Test
    void shouldCountWaitsFromCallToCall() throws IOException {
        kernelSays('S', 1000, 300, 2);
        assertEquals(300, thread.waitedSinceNs());
        kernelSays('S', 1000, 350, 3);
        assertEquals(50, thread.waitedSinceNs());
        assertEquals(0, thread.waitedSinceNs());
    }

    @Test
    void shouldSayThatAThreadHasEnded() throws IOException {
        Files.writeString(task.resolve("stat"), "");
        assertThrows(IOException.class, thread::isStarving);
    }
}
