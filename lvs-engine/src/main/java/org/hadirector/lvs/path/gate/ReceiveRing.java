package org.hadirector.lvs.path.gate;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.hadirector.linux.Libc;
import org.hadirector.linux.LinuxException;
import org.hadirector.lvs.path.Frame;

/**
 * The tap: a ring of receive slots shared with the kernel (TPACKET_V2, see packet(7)), on a socket that sees every
 * interface of the namespace but takes only what the gate diverted. A slot holds an Ethernet frame of 1,500 bytes and,
 * before it, its virtio-net header; of a longer frame (GRO, TSO, jumbo) it holds the beginning, and the whole waits in
 * the socket's queue, from which it moves to {@link LongFrames}. Ring and queue have one order. One thread reads:
 * {@link #next}, use of the frame, {@link #release} of all read so far.
 *
 * <p>V2 and not V3: V3 holds frames back until a block is full or its timeout is over.
 */
final class ReceiveRing implements AutoCloseable {
    /** Room in front of each frame for outer headers: IPv6, UDP and what follows fit. */
    static final int HEADROOM = 128;

    /** Bytes of a slot: {@value #HEADROOM} and 76 before the frame, 300 behind one of 1,500 with tags. */
    private static final int SLOT = 2048;

    /** A block is one allocation of the kernel, and the least a ring has. */
    private static final int BLOCK = 1 << 18;

    /** Slots in a block. */
    static final int SLOTS_PER_BLOCK = BLOCK / SLOT;

    /** Room for long frames that wait, half of it: the kernel doubles it. Its memory, in use only while they wait. */
    private static final int QUEUE_BYTES = 16 << 20;

    private static final int PACKET_RX_RING = 5;
    private static final int PACKET_STATISTICS = 6;
    private static final int PACKET_COPY_THRESH = 7;
    private static final int PACKET_VERSION = 10;
    private static final int PACKET_RESERVE = 12;
    private static final int PACKET_VNET_HDR = 15;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final int TPACKET_V2 = 1;
    private static final int STATUS_USER = 1;
    private static final int STATUS_COPY = 2;

    // struct tpacket2_hdr, and the sockaddr_ll that follows it
    private static final int LENGTH = 4;
    private static final int CAPTURED = 8;
    private static final int MAC = 12;
    private static final int INTERFACE = 36;

    private static final VarHandle STATUS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final int fd;
    private final int etherType;
    private final int blocks;
    private final int slots;
    private final LongFrames longFrames;
    private final VirtioHeader header = new VirtioHeader();
    private Pointer memory;
    private ByteBuffer control;
    private ByteBuffer frames;
    private int cursor;
    private int held;
    private int slot;
    private int fetched; // place of the frame at hand among the long ones; -1 when the slot holds it

    private ReceiveRing(int fd, int etherType, int leastSlots, LongFrames longFrames) {
        this.fd = fd;
        this.etherType = etherType;
        this.blocks = (leastSlots + SLOTS_PER_BLOCK - 1) / SLOTS_PER_BLOCK;
        this.slots = blocks * SLOTS_PER_BLOCK;
        this.longFrames = longFrames;
    }

    /**
     * Makes the tap's socket in the namespace of the calling thread; nothing is received before {@link #start}.
     *
     * @param etherType ETH_P_IP or ETH_P_IPV6: a tap for one protocol sees frames after the gate, one for all before
     * @param slots frames that it holds, rounded up to whole blocks; 2 kB each, once started
     * @param longFrames room for those that no slot holds
     */
    static ReceiveRing open(int etherType, int slots, LongFrames longFrames) throws LinuxException {
        int type = Libc.SOCK_RAW | Libc.SOCK_CLOEXEC;
        int fd = Libc.check(Libc.socket(Libc.AF_PACKET, type, 0), "socket AF_PACKET");
        ReceiveRing ring = new ReceiveRing(fd, etherType, slots, longFrames);
        try {
            SocketOptions.set(fd, PACKET_VERSION, TPACKET_V2, "PACKET_VERSION");
            SocketOptions.set(fd, PACKET_VNET_HDR, 1, "PACKET_VNET_HDR");
            SocketOptions.set(fd, PACKET_RESERVE, HEADROOM, "PACKET_RESERVE");
            SocketOptions.set(fd, PACKET_COPY_THRESH, 1, "PACKET_COPY_THRESH");
            SocketOptions.receiveBuffer(fd, QUEUE_BYTES);
            SocketOptions.set(fd, PACKET_IGNORE_OUTGOING, 1, "PACKET_IGNORE_OUTGOING");
            SocketOptions.attachMarkFilter(fd, GateProgram.MARK);
            return ring;
        } catch (LinuxException e) {
            ring.close();
            throw e;
        }
    }

    /** Makes the ring, then binds: with filter and ring in place no frame of others ever gets in. */
    ReceiveRing start() throws LinuxException {
        map();
        SocketOptions.bind(fd, etherType);
        return this;
    }

    private void map() throws LinuxException {
        try (Memory request = new Memory(16)) {
            request.setInt(0, BLOCK);
            request.setInt(4, blocks);
            request.setInt(8, SLOT);
            request.setInt(12, slots);
            Libc.check(Libc.setsockopt(fd, Libc.SOL_PACKET, PACKET_RX_RING, request, 16), "PACKET_RX_RING");
        }
        long size = (long) blocks * BLOCK;
        Pointer mapped = Libc.mmap(null, size, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, fd, 0);
        if (Pointer.nativeValue(mapped) == -1) {
            throw new LinuxException("mmap of the receive ring", Libc.errno());
        }
        memory = mapped;
        control = mapped.getByteBuffer(0, size).order(ByteOrder.nativeOrder());
        frames = mapped.getByteBuffer(0, size).order(ByteOrder.BIG_ENDIAN);
    }

    int fd() {
        return fd;
    }

    /** The protocol of all its frames. */
    int etherType() {
        return etherType;
    }

    /** Slots read and not released. */
    int held() {
        return held;
    }

    int slots() {
        return slots;
    }

    /** Whether neither slots nor room for long frames are left: before {@link #next}, {@link #release}. */
    boolean isExhausted() {
        return held == slots || longFrames.isFull();
    }

    /** Moves to the next received frame; false when there is none, or the ring {@link #isExhausted}. */
    boolean next() {
        if (isExhausted()) {
            return false; // with all slots in use, the status words say "ours" all around
        }
        int at = cursor * SLOT;
        int status = (int) STATUS.getAcquire(control, at);
        if ((status & STATUS_USER) == 0) {
            return false;
        }
        slot = at;
        cursor = cursor + 1 == slots ? 0 : cursor + 1;
        held++;
        fetched = (status & STATUS_COPY) == 0 ? -1 : longFrames.fetch(fd, control.getInt(at + LENGTH));
        return true;
    }

    /** Whether the end of the frame at hand is missing: longer than 64 kB, or the queue had no room for it. */
    boolean isTruncated() {
        return fetched < 0 && control.getInt(slot + CAPTURED) < control.getInt(slot + LENGTH);
    }

    /** Lets the flyweight look at the frame at hand, which is whole, with room to grow, and in front of it. */
    Frame wrap(Frame frame) {
        int length = control.getInt(slot + LENGTH);
        int interfaceIndex = control.getInt(slot + INTERFACE);
        int at = frameAt();
        if (fetched < 0) {
            frame.wrap(frames, at, length, slot + SLOT - at, interfaceIndex);
        } else {
            frame.wrap(longFrames.frames(), at, length, LongFrames.room(), interfaceIndex);
        }
        header.read(headers(), at - VirtioHeader.SIZE);
        return frame.headroom(HEADROOM).segmentSize(header.segmentSize()).checksumPartial(header.isPartial());
    }

    /**
     * Makes the frame at hand, as the handler left it, ready to be sent.
     *
     * @return native address of its virtio-net header, with the frame right behind it
     */
    long depart(Frame frame) {
        int at = frameAt() - frame.grown() - VirtioHeader.SIZE;
        header.write(headers(), at, frame);
        return at + (fetched < 0 ? Pointer.nativeValue(memory) : longFrames.address());
    }

    /** Where the frame at hand was received, in {@link #headers}. */
    private int frameAt() {
        return fetched < 0 ? slot + (control.getShort(slot + MAC) & 0xffff) : fetched;
    }

    /** The memory that holds the frame at hand, in host order, which is the order of virtio-net headers. */
    private ByteBuffer headers() {
        return fetched < 0 ? control : longFrames.headers();
    }

    /** Gives all slots read so far back to the kernel, and the room of long frames. */
    void release() {
        int index = cursor - held;
        if (index < 0) {
            index += slots;
        }
        for (; held > 0; held--) {
            STATUS.setRelease(control, index * SLOT, 0);
            index = index + 1 == slots ? 0 : index + 1;
        }
        longFrames.release();
    }

    /** Frames lost for want of a slot since the last call; the kernel forgets them by telling. */
    long takeOverruns() {
        try (Memory statistics = new Memory(8);
                Memory size = new Memory(4)) {
            size.setInt(0, 8);
            int result = Libc.getsockopt(fd, Libc.SOL_PACKET, PACKET_STATISTICS, statistics, size);
            return result < 0 ? 0 : Integer.toUnsignedLong(statistics.getInt(4));
        }
    }

    /** Unmaps the slots: nobody may hold a frame. */
    @Override
    public void close() {
        if (memory != null) {
            Libc.munmap(memory, control.capacity());
            memory = null;
        }
        Libc.closeQuietly(fd);
    }
}
