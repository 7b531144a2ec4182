package org.hadirector.director.control;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a command finds the engine of a network namespace. An IPVS table belongs to a network namespace, and so does an
 * engine; but a socket in the file system is seen from all of them. Therefore its name in the runtime directory carries
 * the inode number of the namespace ({@code netns-4026531840.sock}, as in {@code /proc/self/ns/net}). The number is
 * used again only once nobody is in the namespace any more; what was left behind then has nobody who answers.
 */
public final class NamespaceSocket {
    private static final Path OWN = Path.of("/proc/thread-self/ns/net");
    private static final Path NAMED = Path.of("/run/netns");
    private static final Pattern LINK = Pattern.compile("net:\\[(\\d+)]");

    private NamespaceSocket() {}

    /** Of the network namespace of the calling thread. */
    public static Path own(Path runDirectory) throws IOException {
        return of(runDirectory, inode(OWN));
    }

    /**
     * Of a namespace that is called by name.
     *
     * @param namespace as {@code ip netns} names it; or a process' number; or a file such as {@code /proc/PID/ns/net}
     * @throws IOException when there is no such namespace
     */
    public static Path named(Path runDirectory, String namespace) throws IOException {
        Path named = NAMED.resolve(namespace);
        boolean isProcess = namespace.matches("\\d+") && !Files.exists(named);
        Path file = isProcess ? Path.of("/proc", namespace, "ns/net") : named;
        if (!Files.exists(file)) {
            throw new IOException("no network namespace " + namespace + " (" + file + ")");
        }
        return of(runDirectory, inode(file));
    }

    private static Path of(Path runDirectory, long inode) {
        return runDirectory.resolve("netns-" + inode + ".sock");
    }

    /** The namespace of the calling thread, as a number. */
    public static long inode() throws IOException {
        return inode(OWN);
    }

    private static long inode(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            Matcher link = LINK.matcher(Files.readSymbolicLink(file).toString());
            if (link.matches()) {
                return Long.parseLong(link.group(1));
            }
        }
        return ((Number) Files.getAttribute(file, "unix:ino")).longValue();
    }

    /**
     * Lets a socket of another name be found by its namespace. What a dead predecessor with the same socket published
     * is withdrawn: it may have lived elsewhere.
     */
    public static void publish(Path published, Path socket) throws IOException {
        withdraw(published.getParent(), socket);
        Files.deleteIfExists(published);
        Files.createSymbolicLink(published, socket.toAbsolutePath());
    }

    /** Ends every {@link #publish} of this socket. */
    public static void withdraw(Path runDirectory, Path socket) throws IOException {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(runDirectory, "netns-*.sock")) {
            for (Path link : links) {
                if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(socket.toAbsolutePath())) {
                    Files.deleteIfExists(link);
                }
            }
        }
    }

    /** Whether a socket, or a link to one, is there. */
    public static boolean exists(Path socket) {
        return Files.exists(socket, LinkOption.NOFOLLOW_LINKS);
    }
}
