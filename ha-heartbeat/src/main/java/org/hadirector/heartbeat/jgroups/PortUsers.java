package org.hadirector.heartbeat.jgroups;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which other processes have a device open, from {@code /proc}; as far as this one may look. */
final class PortUsers {
    private static final Path PROC = Path.of("/proc");

    private PortUsers() {}

    /** Such as {@code agetty (pid 812)}; empty when there are none. */
    static String of(String device) {
        List<String> found = new ArrayList<>();
        long own = ProcessHandle.current().pid();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                String pid = process.getFileName().toString();
                if (!pid.equals(String.valueOf(own)) && hasOpen(process, device)) {
                    found.add(name(process) + " (pid " + pid + ")");
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return "";
        }
        return String.join(", ", found);
    }

    private static boolean hasOpen(Path process, String device) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (leadsTo(descriptor, device)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // it ended meanwhile, or is not ours to look at
        }
        return false;
    }

    private static boolean leadsTo(Path descriptor, String device) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals(device);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    private static String name(Path process) {
        try {
            return Files.readString(process.resolve("comm")).strip();
        } catch (IOException e) {
            return "a process";
        }
    }
}
