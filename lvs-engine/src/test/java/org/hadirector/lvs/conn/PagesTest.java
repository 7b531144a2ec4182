package org.hadirector.lvs.conn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hadirector.linux.Realtime;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.Test;

/** Memory goes back to the kernel, also from a process whose memory is never paged out, as a daemon's is. */
class PagesTest {
    private static final int BYTES = 4096 * Pages.SIZE;

    /** What {@link Realtime#lockMemory} has no use for. */
    public interface C extends Library {
        int munlockall();
    }

    @Test
    void shouldGiveBack() throws IOException {
        fillAndGiveBack();
    }

    @Test
    @RequiresRoot
    void shouldGiveBackWhatIsLocked() throws IOException {
        assertEquals(new Realtime.Granted("mlockall"), Realtime.lockMemory());
        try {
            fillAndGiveBack();
        } finally {
            Native.load("c", C.class).munlockall();
        }
    }

    private static void fillAndGiveBack() throws IOException {
        Pages pages = Pages.take(BYTES);
        for (int at = 0; at < BYTES; at += Pages.SIZE) {
            pages.memory().put(at, (byte) 1);
        }
        long full = resident();
        assertTrue(pages.giveBack(Pages.SIZE, BYTES - Pages.SIZE));
        assertTrue(full - resident() > BYTES / 2, "resident bytes before " + full + ", now " + resident());
        assertEquals(1, pages.memory().get(0), "what was not given back");
        assertEquals(0, pages.memory().get(Pages.SIZE));
    }

    private static long resident() throws IOException {
        return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * Pages.SIZE;
    }
}
