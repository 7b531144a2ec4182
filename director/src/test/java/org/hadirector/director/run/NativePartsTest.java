package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativePartsTest {
    private static final List<String> MOUNTS = List.of(
            "21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
            "24 21 0:22 / /run rw,nosuid,nodev,noexec,relatime shared:5 - tmpfs tmpfs rw",
            "25 24 0:23 / /run/my\\040lab rw,relatime shared:6 - tmpfs tmpfs rw",
            "26 21 0:24 / /srv rw,noexec - tmpfs tmpfs rw",
            "27 26 0:25 / /srv rw - tmpfs tmpfs rw",
            "garbage");

    @TempDir
    Path directory;

    @Test
    void shouldSeeWhereNothingMayBeExecuted() {
        assertTrue(NativeParts.mayExecute(Path.of("/var/lib/ha-director"), MOUNTS));
        assertFalse(NativeParts.mayExecute(Path.of("/run/ha-director"), MOUNTS));
        assertTrue(NativeParts.mayExecute(Path.of("/running"), MOUNTS));
        assertTrue(NativeParts.mayExecute(Path.of("/run/my lab/state"), MOUNTS));
        assertTrue(NativeParts.mayExecute(Path.of("/srv/state"), MOUNTS), "mounted over");
    }

    @Test
    void shouldTightenADirectoryOfItsOwn() throws IOException {
        Path loose = Files.createDirectory(directory.resolve("native"));
        Files.setPosixFilePermissions(loose, PosixFilePermissions.fromString("rwxrwxrwx"));
        NativeParts.ownOnly(loose);
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(loose)));
    }

    @Test
    @RequiresRoot
    void shouldRefuseADirectoryThatAnotherUserMade() throws IOException {
        Path foreign = Files.createDirectory(directory.resolve("native"));
        Files.setAttribute(foreign, "unix:uid", 65534);
        IOException e = assertThrows(IOException.class, () -> NativeParts.ownOnly(foreign));
        assertTrue(e.getMessage().contains("65534"), e.getMessage());
    }
}
