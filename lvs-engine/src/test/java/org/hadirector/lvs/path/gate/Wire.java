package org.hadirector.lvs.path.gate;

import com.sun.jna.Memory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.linux.Libc;
import org.hadirector.linux.NetworkNamespace;

/** A raw socket on one interface of a host: frames in, frames out, nothing interpreted. */
public final class Wire implements AutoCloseable {
    private static final int ETH_P_ALL = 3;
    private static final int IGNORE_OUTGOING = 23;

    private final int fd;
    private final Memory buffer = new Memory(70_000);

    private Wire(int fd) {
        this.fd = fd;
    }

    /** Hears all frames, before the gate does. */
    public static Wire open(NetworkNamespace host, String device) throws Exception {
        return open(host, device, ETH_P_ALL);
    }

    /** Hears frames of this EtherType only, behind the gate. */
    static Wire open(NetworkNamespace host, String device, int protocol) throws Exception {
        return host.call(() -> {
            int fd = Libc.check(
                    Libc.socket(Libc.AF_PACKET, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, 0), "socket of the test's wire");
            SocketOptions.set(fd, IGNORE_OUTGOING, 1, "PACKET_IGNORE_OUTGOING");
            SocketOptions.receiveBuffer(fd, 8 << 20);
            try (Memory address = new Memory(20)) {
                address.clear();
                address.setShort(0, (short) Libc.AF_PACKET);
                address.setByte(2, (byte) (protocol >> 8));
                address.setByte(3, (byte) protocol);
                address.setInt(4, Libc.if_nametoindex(device));
                Libc.check(Libc.bind(fd, address, 20), "bind of the test's wire");
            }
            return new Wire(fd);
        });
    }

    public static HardwareAddress mac(NetworkNamespace host, String device) throws Exception {
        String link = host.ip("-o", "link", "show", device);
        return HardwareAddress.parse(
                link.replaceAll("(?s).*link/ether ([0-9a-f:]+) .*", "$1").strip());
    }

    public void send(byte[] frame) throws IOException {
        buffer.write(0, frame, 0, frame.length);
        Libc.check(Libc.send(fd, buffer, frame.length, 0), "send on the test's wire");
    }

    /** All frames that came in since the last call. */
    List<byte[]> received() {
        List<byte[]> frames = new ArrayList<>();
        long length = Libc.recv(fd, buffer, buffer.size(), Libc.MSG_DONTWAIT);
        while (length >= 0) {
            frames.add(buffer.getByteArray(0, (int) length));
            length = Libc.recv(fd, buffer, buffer.size(), Libc.MSG_DONTWAIT);
        }
        return frames;
    }

    @Override
    public void close() {
        Libc.closeQuietly(fd);
    }
}
