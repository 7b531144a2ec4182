package org.hadirector.heartbeat.testing;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * A null-modem cable made of two pseudo terminals whose masters are joined by a pump thread. The ends appear under
 * fixed names in a directory, as {@code /dev/ttyS0} would; unplugging hangs up on both, plugging in makes new terminals
 * behind the same names.
 */
public final class SerialCable implements AutoCloseable {
    private static final int BUFFER = 4096;
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    /** What happens to bytes on their way. */
    public enum Condition {
        GOOD,
        /** Bytes vanish. */
        CUT,
        /** Some bits of each piece are flipped. */
        GARBLED,
        /** The cable keeps what it is given, and hands it on when it is good again, as a serial server may. */
        HELD,
        /** Nobody drains the line: what is written stays in the terminals until they are full. */
        BLOCKED
    }

    private final Path directory;
    private final int[] masters = {-1, -1};
    private final Thread pump;
    private volatile Condition condition = Condition.GOOD;
    private volatile boolean closed;
    private final AtomicLongArray written = new AtomicLongArray(2);
    private final ByteArrayOutputStream[] held = {new ByteArrayOutputStream(), new ByteArrayOutputStream()};

    /** Plugs a new cable in. */
    public SerialCable(Path directory) throws IOException {
        this.directory = directory;
        plugIn();
        pump = new Thread(this::run, "serial-cable");
        pump.setDaemon(true);
        pump.start();
    }

    /** The device at an end, 0 or 1. */
    public String end(int side) {
        return directory.resolve("ttyS" + side).toString();
    }

    /** Changes what the cable does. */
    public void condition(Condition now) {
        condition = now;
    }

    /** Bytes that the device at an end has written so far. */
    public long written(int side) {
        return written.get(side);
    }

    /** The pseudo terminal behind an end. */
    public synchronized String terminal(int side) throws IOException {
        return slave(masters[side]).toString();
    }

    /** The name at an end leads to the terminal of another cable's end; nothing hangs up. */
    public synchronized void rename(int side, SerialCable other, int otherSide) throws IOException {
        Path link = directory.resolve("ttyS" + side);
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of(other.terminal(otherSide)));
    }

    /** Pulls the cable out: both devices hang up and disappear. */
    public synchronized void unplug() throws IOException {
        for (int side = 0; side < 2; side++) {
            Files.deleteIfExists(directory.resolve("ttyS" + side));
            if (masters[side] >= 0) {
                PtyLibrary.close(masters[side]);
                masters[side] = -1;
            }
        }
    }

    /** Puts the cable back. */
    public synchronized void plugIn() throws IOException {
        for (int side = 0; side < 2; side++) {
            masters[side] = openMaster();
            Path link = directory.resolve("ttyS" + side);
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, slave(masters[side]));
        }
    }

    /** Writes bytes to what the device at {@code side} reads, as noise on the line would. */
    public synchronized void inject(int side, byte[] bytes) throws IOException {
        try (Memory memory = new Memory(bytes.length)) {
            memory.write(0, bytes, 0, bytes.length);
            check(PtyLibrary.write(masters[side], memory, bytes.length), "write");
        }
    }

    private static int openMaster() throws IOException {
        int fd = (int) check(
                PtyLibrary.posix_openpt(
                        PtyLibrary.O_RDWR | PtyLibrary.O_NOCTTY | PtyLibrary.O_NONBLOCK | PtyLibrary.O_CLOEXEC),
                "posix_openpt");
        check(PtyLibrary.grantpt(fd), "grantpt");
        check(PtyLibrary.unlockpt(fd), "unlockpt");
        try (Memory termios = new Memory(256)) {
            check(PtyLibrary.tcgetattr(fd, termios), "tcgetattr");
            PtyLibrary.cfmakeraw(termios);
            check(PtyLibrary.tcsetattr(fd, 0, termios), "tcsetattr");
        }
        return fd;
    }

    private static Path slave(int master) throws IOException {
        try (Memory name = new Memory(256)) {
            if (PtyLibrary.ptsname_r(master, name, name.size()) != 0) {
                throw new IOException("ptsname_r failed");
            }
            return Path.of(name.getString(0));
        }
    }

    private static long check(long result, String call) throws IOException {
        if (result < 0) {
            throw new IOException(call + ": errno " + Native.getLastError());
        }
        return result;
    }

    private void run() {
        try (Memory buffer = new Memory(BUFFER)) {
            while (!closed) {
                if (!carry(buffer)) {
                    LockSupport.parkNanos(IDLE_NS);
                }
            }
        }
    }

    private synchronized boolean carry(Memory buffer) {
        boolean moved = false;
        for (int side = 0; side < 2 && condition != Condition.BLOCKED; side++) {
            if (masters[side] < 0) {
                continue;
            }
            if (condition != Condition.HELD) {
                release(side);
            }
            long count = PtyLibrary.read(masters[side], buffer, BUFFER);
            if (count > 0) {
                moved = true;
                written.addAndGet(side, count);
                if (condition == Condition.HELD) {
                    held[side].writeBytes(buffer.getByteArray(0, (int) count));
                } else {
                    deliver(masters[1 - side], buffer, count);
                }
            }
        }
        return moved;
    }

    private void release(int side) {
        byte[] bytes = held[side].toByteArray();
        held[side].reset();
        if (bytes.length > 0) {
            try (Memory memory = new Memory(bytes.length)) {
                memory.write(0, bytes, 0, bytes.length);
                deliver(masters[1 - side], memory, bytes.length);
            }
        }
    }

    private void deliver(int master, Memory buffer, long count) {
        if (condition == Condition.CUT) {
            return;
        }
        if (condition == Condition.GARBLED) {
            // closer together than the shortest frame is long, however many come in one piece
            for (long at = Math.min(8, count - 1); at < count; at += 17) {
                buffer.setByte(at, (byte) (buffer.getByte(at) ^ 0x24));
            }
        }
        // a terminal that is full loses bytes, as a real receiver does
        PtyLibrary.write(master, buffer, count);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        LockSupport.unpark(pump);
        try {
            pump.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        unplug();
    }
}
