package org.hadirector.heartbeat.jgroups;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortIOException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * The native part of jSerialComm, kept where only its owner can write. Left to itself jSerialComm unpacks it into a
 * directory under the temporary directory that everybody may write to, and loads what it finds there: any local user
 * could run code as root.
 */
public final class SerialLibrary {
    private static final String PROPERTY = "jSerialComm.library.path";
    private static final String FILE = "libjSerialComm.so";
    private static final Map<String, String> FOLDERS = Map.of("amd64", "x86_64", "aarch64", "armv8_64");

    private SerialLibrary() {}

    /**
     * Has the JVM run something at its end while serial lines are still open. jSerialComm closes all of them in a
     * shutdown hook of its own, which runs beside those of {@link Runtime#addShutdownHook} and starts these first.
     *
     * @param hook not started, and not among the others
     */
    public static void beforeLinesClose(Thread hook) {
        SerialPort.addShutdownHook(hook);
    }

    /**
     * Makes jSerialComm load its library from {@code directory}, where it is unpacked now. To be called before the
     * first serial link is opened. Does nothing when {@code -DjSerialComm.library.path} already says where the library
     * is.
     *
     * @param directory made with mode 0700 if it does not exist, such as the daemon's runtime directory
     * @throws IOException when there is no library for this machine, or it cannot be written
     */
    public static void install(Path directory) throws IOException {
        if (!System.getProperty(PROPERTY, "").isEmpty()) {
            return;
        }
        String architecture = System.getProperty("os.arch", "");
        String resource = "/Linux/" + FOLDERS.getOrDefault(architecture, architecture) + "/" + FILE;
        try (InputStream library = SerialPortIOException.class.getResourceAsStream(resource)) {
            if (library == null) {
                throw new IOException("jSerialComm has no library for " + architecture);
            }
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path fresh = Files.createTempFile(directory, FILE, ".new");
            Files.copy(library, fresh, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("r-x------"));
            Files.move(fresh, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        }
        System.setProperty(PROPERTY, directory.toAbsolutePath().toString());
    }
}
