package org.hadirector.heartbeat.jgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SerialLibraryTest {
    private static final String PROPERTY = "jSerialComm.library.path";

    private String before;

    @BeforeEach
    void forget() {
        before = System.clearProperty(PROPERTY);
    }

    @AfterEach
    void restore() {
        System.clearProperty(PROPERTY);
        if (before != null) {
            System.setProperty(PROPERTY, before);
        }
    }

    @Test
    void shouldUnpackTheLibraryForItsOwnerAlone(@TempDir Path directory) throws IOException {
        Path native1 = directory.resolve("run/native");

        SerialLibrary.install(native1);

        Path library = native1.resolve("libjSerialComm.so");
        assertEquals(native1.toString(), System.getProperty(PROPERTY));
        assertEquals("r-x------", PosixFilePermissions.toString(Files.getPosixFilePermissions(library)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(native1)));
        byte[] magic = Arrays.copyOf(Files.readAllBytes(library), 4);
        assertEquals("[127, 69, 76, 70]", Arrays.toString(magic));
    }

    @Test
    void shouldReplaceWhatIsThereAndObeyTheOption(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("libjSerialComm.so"), "old");
        SerialLibrary.install(directory);
        System.setProperty(PROPERTY, "/elsewhere");
        SerialLibrary.install(directory.resolve("unused"));

        assertFalse(Files.size(directory.resolve("libjSerialComm.so")) == 3);
        assertFalse(Files.exists(directory.resolve("unused")));
        assertEquals("/elsewhere", System.getProperty(PROPERTY));
        try (var files = Files.list(directory)) {
            assertEquals(1, files.count());
        }
    }
}
