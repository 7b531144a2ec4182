package org.hadirector.director.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process holds.
 *
 * @param descriptors open files and sockets
 * @param threads of the kernel's counting
 * @param residentMb memory in use, MiB
 */
record ProcessSize(long descriptors, long threads, double residentMb) {
    /** Of a running process. */
    static ProcessSize of(long pid) throws IOException {
        Path proc = Path.of("/proc/" + pid);
        try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
            return new ProcessSize(open.count(), field(proc, "Threads:"), field(proc, "VmRSS:") / 1024.0);
        }
    }

    private static long field(Path proc, String name) throws IOException {
        for (String line : Files.readAllLines(proc.resolve("status"))) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.substring(name.length()).strip().split("\\s+")[0]);
            }
        }
        throw new IOException(proc + "/status has no " + name);
    }

    /** Whether this is not much more than that. */
    boolean within(ProcessSize before, int count, double megabytes) {
        return descriptors <= before.descriptors + count
                && threads <= before.threads + count
                && residentMb <= before.residentMb + megabytes;
    }

    /** {@code files 61 -> 61, threads 40 -> 41, memory 80 -> 84 MB}. */
    String to(ProcessSize after) {
        return "files %d -> %d, threads %d -> %d, memory %.0f -> %.0f MB"
                .formatted(descriptors, after.descriptors, threads, after.threads, residentMb, after.residentMb);
    }
}
