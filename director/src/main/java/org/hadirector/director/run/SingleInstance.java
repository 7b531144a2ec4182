package org.hadirector.director.run;

import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.hadirector.linux.Libc;
import org.hadirector.linux.LinuxException;

/**
 * One daemon per runtime directory (a lock on {@code director.pid}) and one daemon or stand-alone engine per network
 * namespace (an abstract UNIX socket, which belongs to the namespace): two of them would fight for the gate. The kernel
 * frees both when the process dies, however it dies.
 */
final class SingleInstance implements AutoCloseable {
    /** Name of the pid file in the runtime directory; stays there after the end, as LSB's status 1 wants it. */
    static final String PID_FILE = "director.pid";

    private static final String ABSTRACT_NAME = "\0ha-director";

    private final Path file;
    private final FileChannel channel;
    private final FileLock lock;
    private final int socket;

    private SingleInstance(Path file, FileChannel channel, FileLock lock, int socket) {
        this.file = file;
        this.channel = channel;
        this.lock = lock;
        this.socket = socket;
    }

    /** @throws IOException when another daemon runs, with its pid where it is known */
    static SingleInstance claim(Path runDirectory) throws IOException {
        return claimFile(runDirectory.resolve(PID_FILE));
    }

    /** As {@link #claim}, with a pid file of any name. */
    static SingleInstance claimFile(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        int socket = -1;
        FileLock lock = null;
        try {
            lock = tryLock(channel);
            if (lock == null) {
                String pid = Files.readString(file).strip();
                throw new IOException("a daemon or engine with pid " + pid + " runs already (" + file + " is locked)");
            }
            socket = bindAbstract();
            channel.truncate(0);
            ByteBuffer pid =
                    ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII));
            channel.write(pid, 0);
            return new SingleInstance(file, channel, lock, socket);
        } catch (IOException | RuntimeException e) {
            Libc.closeQuietly(socket);
            if (lock != null) {
                Files.deleteIfExists(file);
            }
            channel.close();
            throw e;
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException ourselves) {
            return null;
        }
    }

    /** struct sockaddr_un: family, then the name; a leading NUL makes it abstract, see unix(7). */
    private static int bindAbstract() throws IOException {
        int fd = Libc.check(Libc.socket(Libc.AF_UNIX, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0), "socket AF_UNIX");
        byte[] name = ABSTRACT_NAME.getBytes(StandardCharsets.US_ASCII);
        try (Memory address = new Memory(2L + name.length)) {
            ByteBuffer bytes = address.getByteBuffer(0, 2L + name.length).order(ByteOrder.nativeOrder());
            bytes.putShort((short) Libc.AF_UNIX).put(name);
            Libc.check(Libc.bind(fd, address, 2 + name.length), "bind @ha-director");
            return fd;
        } catch (LinuxException e) {
            Libc.closeQuietly(fd);
            throw new IOException(
                    "another daemon or engine runs in this network namespace (" + e.getMessage() + ")", e);
        }
    }

    /** The inode of the socket, by which /proc/net/unix tells this daemon from another one. */
    long inode() throws IOException {
        String name = Files.readSymbolicLink(Path.of("/proc/self/fd/" + socket)).toString();
        return Long.parseLong(name.replaceAll("[^0-9]", ""));
    }

    /** Fails when the claim is not held any more. */
    void hold() {
        if (!lock.isValid()) {
            throw new IllegalStateException(file + " is not locked any more");
        }
    }

    /** Gives the claim back as if it had never been. */
    void forget() throws IOException {
        Files.deleteIfExists(file);
        close();
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
        Libc.closeQuietly(socket);
    }
}
