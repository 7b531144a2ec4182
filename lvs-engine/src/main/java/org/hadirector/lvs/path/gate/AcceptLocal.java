package org.hadirector.lvs.path.gate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * {@code net.ipv4.conf.lo.accept_local}: whether loopback takes packets from our own addresses that come from outside
 * the stack. A path below /proc/sys leads to the network namespace of the thread that opens it; an open file stays with
 * the one it was opened in (fs/proc/proc_sysctl.c of the kernel). So it is opened at once and kept.
 */
final class AcceptLocal implements AutoCloseable {
    private static final Path FILE = Path.of("/proc/sys/net/ipv4/conf/lo/accept_local");

    private final FileChannel file; // null where it cannot be written

    private AcceptLocal(FileChannel file) {
        this.file = file;
    }

    /** That of the calling thread's namespace. */
    static AcceptLocal open() {
        try {
            return new AcceptLocal(FileChannel.open(FILE, StandardOpenOption.READ, StandardOpenOption.WRITE));
        } catch (IOException e) {
            return new AcceptLocal(null);
        }
    }

    /** False also where it cannot be known. */
    boolean isSet() {
        if (file == null) {
            return false;
        }
        try {
            ByteBuffer text = ByteBuffer.allocate(16);
            file.read(text, 0);
            return text.get(0) != '0';
        } catch (IOException e) {
            return false;
        }
    }

    /** Switches it; false where it cannot be set (a read-only /proc/sys). */
    boolean set(boolean on) {
        if (file == null) {
            return false;
        }
        try {
            file.write(ByteBuffer.wrap((on ? "1\n" : "0\n").getBytes(StandardCharsets.US_ASCII)), 0);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        if (file == null) {
            return;
        }
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
