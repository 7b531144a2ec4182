package org.hadirector.director.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.heartbeat.jgroups.SerialLibrary;

/**
 * Where the daemon unpacks the native parts of JNA and jSerialComm before it loads them: a directory that only its own
 * user may write to. Left alone, jSerialComm loads what lies in a directory that everybody may write to, and JNA falls
 * back to the temporary directory when there is no home. Commands of clients need neither library nor directory.
 *
 * <p>Below the state directory and not below /run, because a library cannot be loaded from a file system mounted
 * noexec, as /run is on Debian; should the state directory be on one too, or its disk take nothing, a directory in the
 * user's cache, and after that one in memory.
 */
public final class NativeParts {
    static final String JNA = "jna.tmpdir";
    /** In memory: for a machine whose disks take nothing. */
    private static final Path MEMORY = Path.of("/dev/shm/ha-director-native");

    private static final int LARGEST_LIBRARY = 512 << 10;
    private static final int MOUNT_POINT = 4;
    private static final int MOUNT_OPTIONS = 5;

    private NativeParts() {}

    /**
     * Chooses and makes the directory and tells JNA. To be called before anything loads JNA; {@code -Djna.tmpdir} given
     * by the administrator stands.
     *
     * @throws IOException when it cannot be made, or belongs to another user
     */
    public static void prepare(Path state) throws IOException {
        if (System.getProperty(JNA, "").isEmpty()) {
            Files.createDirectories(state);
            System.setProperty(JNA, directory(state).toString());
        }
    }

    /** Unpacks the serial library when a medium needs it; before the first link is opened. */
    static void forLinks(List<Medium> media, Path state) throws IOException {
        if (hasSerial(media)) {
            SerialLibrary.install(directory(state));
        }
    }

    /** Whether serial lines are among the links. */
    static boolean hasSerial(List<Medium> media) {
        return media.stream().anyMatch(Medium.Serial.class::isInstance);
    }

    private static Path directory(Path state) throws IOException {
        List<String> mounts = Files.readAllLines(Path.of("/proc/self/mountinfo"));
        Path cache = Path.of(System.getProperty("user.home"), ".cache", "ha-director");
        IOException refused = new IOException("no directory for native libraries: all are mounted noexec");
        for (Path place : List.of(state.toRealPath().resolve("native"), cache, MEMORY)) {
            if (mayExecute(place, mounts)) {
                try {
                    return withRoom(ownOnly(place));
                } catch (IOException e) {
                    refused = e;
                }
            }
        }
        throw refused;
    }

    /** Whether a library fits: on a full or read-only disk it does not, and the next place is tried. */
    private static Path withRoom(Path directory) throws IOException {
        // Nobody else makes a file at the same nanosecond; a random name would wait for the machinery of random
        // numbers.
        Path probe = directory.resolve("room" + System.nanoTime() + ".tmp");
        try {
            Files.write(probe, new byte[LARGEST_LIBRARY]);
        } finally {
            Files.deleteIfExists(probe);
        }
        return directory;
    }

    /**
     * Whether libraries below a path may be loaded.
     *
     * @param mounts lines of /proc/self/mountinfo (proc(5)); of two mounts on one point the later one counts
     */
    static boolean mayExecute(Path path, List<String> mounts) {
        int longest = -1;
        boolean may = true;
        for (String line : mounts) {
            String[] fields = line.split(" ");
            if (fields.length > MOUNT_OPTIONS) {
                Path point = Path.of(fields[MOUNT_POINT].replace("\\040", " "));
                if (path.startsWith(point) && point.getNameCount() >= longest) {
                    longest = point.getNameCount();
                    may = !List.of(fields[MOUNT_OPTIONS].split(",")).contains("noexec");
                }
            }
        }
        return may;
    }

    /** Makes the directory with mode 0700; one that another user made before us is refused. */
    static Path ownOnly(Path directory) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Object owner = Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        if (!owner.equals(self)) {
            throw new IOException("native libraries: " + directory + " belongs to user " + owner + ", not to us");
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        return directory;
    }
}
