package org.hadirector.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A named network namespace as ip-netns(8) keeps it under /run/netns. The lab builds its hosts from them, drills look
 * at the network with a client's eyes, tests run adapters in one. Creating and deleting fork {@code ip}: this is never
 * on the takeover path.
 */
public final class NetworkNamespace implements AutoCloseable {
    private static final Path DIRECTORY = Path.of("/run/netns");

    private final String name;

    private NetworkNamespace(String name) {
        this.name = name;
    }

    /** Makes a new namespace with its loopback up. */
    public static NetworkNamespace create(String name) throws IOException {
        Commands.run("ip", "netns", "add", name);
        NetworkNamespace made = new NetworkNamespace(name);
        try {
            made.ip("link", "set", "lo", "up");
            return made;
        } catch (IOException e) {
            made.close();
            throw e;
        }
    }

    /** A namespace that somebody else made and will delete. */
    public static NetworkNamespace existing(String name) throws IOException {
        if (!Files.exists(DIRECTORY.resolve(name))) {
            throw new IOException("no network namespace " + name + " under " + DIRECTORY);
        }
        return new NetworkNamespace(name);
    }

    public String name() {
        return name;
    }

    /** {@code ip -n NAME WORDS…}; a non-zero exit is an exception that carries its output. */
    public String ip(String... words) throws IOException {
        String[] command = new String[words.length + 3];
        command[0] = "ip";
        command[1] = "-n";
        command[2] = name;
        System.arraycopy(words, 0, command, 3, words.length);
        return Commands.run(command);
    }

    /** Runs a command inside: {@code ip netns exec NAME WORDS…}. */
    public String exec(String... words) throws IOException {
        String[] command = new String[words.length + 4];
        command[0] = "ip";
        command[1] = "netns";
        command[2] = "exec";
        command[3] = name;
        System.arraycopy(words, 0, command, 4, words.length);
        return Commands.run(command);
    }

    /** Runs Java code on a thread of its own that has entered the namespace; sockets opened there stay in it. */
    public <T> T call(Callable<T> body) throws Exception {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter();
            return body.call();
        });
        Thread thread = new Thread(task, "netns-" + name);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Moves the calling thread, and only it, into the namespace for good (setns(2)); child threads inherit it. */
    public void enter() throws LinuxException {
        String path = DIRECTORY.resolve(name).toString();
        int fd = Libc.check(Libc.open(path, Libc.O_RDONLY | Libc.O_CLOEXEC), "open " + path);
        try {
            Libc.check(Libc.setns(fd, Libc.CLONE_NEWNET), "setns " + path);
        } finally {
            Libc.closeQuietly(fd);
        }
    }

    /** Deletes the namespace with everything in it; one that is already gone is fine. */
    @Override
    public void close() throws IOException {
        if (Files.exists(DIRECTORY.resolve(name))) {
            Commands.run("ip", "netns", "delete", name);
        }
    }
}
