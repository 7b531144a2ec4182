package org.hadirector.director.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The state directory, which somebody may remove while the daemon runs. */
final class StateDirectory {
    private StateDirectory() {}

    /** Makes it again, for its owner alone; one that is there is left as it is. */
    static void require(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }
}
