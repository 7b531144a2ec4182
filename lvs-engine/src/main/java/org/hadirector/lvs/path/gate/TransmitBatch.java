package org.hadirector.lvs.path.gate;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.hadirector.linux.Libc;
import org.hadirector.linux.LinuxException;

/**
 * Sends frames where they lie: each message is a virtio-net header and the frame behind it in a receive slot, so the
 * kernel finishes checksums and segments as it would for its own packets. Through the queueing discipline, never past
 * it: the bypass silently drops what needs software segmentation. Never waits; a frame that does not get out is counted
 * and forgotten, as a router does.
 */
final class TransmitBatch implements AutoCloseable {
    static final int CAPACITY = 64;

    private static final int PACKET_VNET_HDR = 15;
    private static final int SEND_BUFFER = 8 << 20;

    // struct mmsghdr { struct msghdr; int }, struct iovec, struct sockaddr_ll and struct cmsghdr with an int, rounded
    // up
    private static final int MESSAGE = 64;
    private static final int VECTOR = 16;
    private static final int ADDRESS = 32;
    private static final int ADDRESS_LENGTH = 20;
    private static final int CONTROL = 32;
    private static final int CONTROL_SPACE = 24;
    private static final int CONTROL_LENGTH = 20;
    private static final int SO_MARK = 36;

    private final int fd;
    private final Memory memory = new Memory((long) CAPACITY * (MESSAGE + VECTOR + ADDRESS + CONTROL));
    private final ByteBuffer buffer = memory.getByteBuffer(0, memory.size()).order(ByteOrder.nativeOrder());
    private int count;
    private long sent;
    private long failures;

    private TransmitBatch(int fd) {
        this.fd = fd;
        long base = Pointer.nativeValue(memory);
        memory.clear();
        for (int i = 0; i < CAPACITY; i++) {
            buffer.putLong(messageAt(i), base + addressAt(i));
            buffer.putInt(messageAt(i) + 8, ADDRESS_LENGTH);
            buffer.putLong(messageAt(i) + 16, base + vectorAt(i));
            buffer.putLong(messageAt(i) + 24, 1);
            buffer.putLong(messageAt(i) + 32, base + controlAt(i));
            buffer.putShort(addressAt(i), (short) Libc.AF_PACKET);
            buffer.putLong(controlAt(i), CONTROL_LENGTH);
            buffer.putInt(controlAt(i) + 8, Libc.SOL_SOCKET);
            buffer.putInt(controlAt(i) + 12, SO_MARK);
        }
    }

    /** A socket that sends on any interface of the calling thread's namespace and receives nothing. */
    static TransmitBatch open() throws LinuxException {
        int type = Libc.SOCK_RAW | Libc.SOCK_CLOEXEC;
        int fd = Libc.check(Libc.socket(Libc.AF_PACKET, type, 0), "socket AF_PACKET");
        try {
            SocketOptions.set(fd, PACKET_VNET_HDR, 1, "PACKET_VNET_HDR");
            SocketOptions.mark(fd, GateProgram.FROM_ENGINE);
            SocketOptions.sendBuffer(fd, SEND_BUFFER);
            return new TransmitBatch(fd);
        } catch (LinuxException e) {
            Libc.closeQuietly(fd);
            throw e;
        }
    }

    boolean isFull() {
        return count == CAPACITY;
    }

    /**
     * Queues a frame; its memory stays untouched until {@link #flush}.
     *
     * @param address of its virtio-net header
     * @param length of header and frame
     * @param etherType of the frame
     */
    void add(long address, int length, int interfaceIndex, int etherType) {
        add(address, length, interfaceIndex, etherType, 0);
    }

    /** As {@link #add}, with another firewall mark (skb->mark) than {@link GateProgram#FROM_ENGINE}. */
    void addMarked(long address, int length, int interfaceIndex, int etherType, int mark) {
        buffer.putInt(controlAt(count) + 16, mark);
        add(address, length, interfaceIndex, etherType, CONTROL_SPACE);
    }

    private void add(long address, int length, int interfaceIndex, int etherType, int controlLength) {
        buffer.putLong(messageAt(count) + 40, controlLength);
        buffer.putLong(vectorAt(count), address);
        buffer.putLong(vectorAt(count) + 8, length);
        int to = addressAt(count);
        buffer.put(to + 2, (byte) (etherType >>> 8));
        buffer.put(to + 3, (byte) etherType);
        buffer.putInt(to + 4, interfaceIndex);
        count++;
    }

    /** Forgets the queued frames: they must not leave any more. Returns how many they were. */
    int discard() {
        int forgotten = count;
        count = 0;
        return forgotten;
    }

    /** Hands all queued frames to the kernel. */
    void flush() {
        int done = 0;
        while (done < count) {
            Pointer from = done == 0 ? memory : memory.share(messageAt(done));
            int accepted = Libc.sendmmsg(fd, from, count - done, Libc.MSG_DONTWAIT);
            if (accepted > 0) {
                sent += accepted;
                done += accepted;
            } else {
                // The first of the rest was refused (link down, queue full, larger than the MTU): the others go on.
                failures++;
                done++;
            }
        }
        count = 0;
    }

    /** Frames that the kernel took since the last call. */
    long takeSent() {
        long taken = sent;
        sent = 0;
        return taken;
    }

    /** Frames that the kernel refused since the last call. */
    long takeFailures() {
        long taken = failures;
        failures = 0;
        return taken;
    }

    @Override
    public void close() {
        Libc.closeQuietly(fd);
    }

    private static int messageAt(int index) {
        return index * MESSAGE;
    }

    private static int vectorAt(int index) {
        return CAPACITY * MESSAGE + index * VECTOR;
    }

    private static int controlAt(int index) {
        return CAPACITY * (MESSAGE + VECTOR + ADDRESS) + index * CONTROL;
    }

    private static int addressAt(int index) {
        return CAPACITY * (MESSAGE + VECTOR) + index * ADDRESS;
    }
}
