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
 * interface of the namespace but takes only what the gate diverted. A slot holds a whole GRO frame of 64 kB and, before
 * it, its virtio-net header. One thread reads; the order is {@link #next}, use of the frame, {@link #release} of all
 * slots read so far.
 *
 * <p>V2 and not V3: V3 holds frames back until a block is full or its timeout is over.
 */
final class ReceiveRing implements AutoCloseable {
    /** Room in front of each frame for outer headers: IPv6, UDP and what follows fit. */
    static final int HEADROOM = 128;

    /** Slots in a block; a block is one allocation of the kernel. */
    static final int SLOTS_PER_BLOCK = 15;

    private static final int BLOCK = 1 << 20;
    private static final int SLOT = BLOCK / SLOTS_PER_BLOCK & ~15;
    private static final int PACKET_RX_RING = 5;
    private static final int PACKET_STATISTICS = 6;
    private static final int PACKET_VERSION = 10;
    private static final int PACKET_RESERVE = 12;
    private static final int PACKET_VNET_HDR = 15;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final int TPACKET_V2 = 1;
    private static final int STATUS_USER = 1;

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
    private Pointer memory;
    private ByteBuffer control;
    private ByteBuffer frames;
    private long address;
    private int cursor;
    private int held;
    private int slot;

    private ReceiveRing(int fd, int etherType, int blocks) {
        this.fd = fd;
        this.etherType = etherType;
        this.blocks = blocks;
        this.slots = blocks * SLOTS_PER_BLOCK;
    }

    /**
     * Makes the tap's socket in the namespace of the calling thread; nothing is received before {@link #start}.
     *
     * @param etherType ETH_P_IP or ETH_P_IPV6: a tap for one protocol sees frames after the gate, one for all before
     * @param blocks memory, once started: 1 MiB and 15 slots each
     */
    static ReceiveRing open(int etherType, int blocks) throws LinuxException {
        int type = Libc.SOCK_RAW | Libc.SOCK_CLOEXEC;
        int fd = Libc.check(Libc.socket(Libc.AF_PACKET, type, 0), "socket AF_PACKET");
        ReceiveRing ring = new ReceiveRing(fd, etherType, blocks);
        try {
            SocketOptions.set(fd, PACKET_VERSION, TPACKET_V2, "PACKET_VERSION");
            SocketOptions.set(fd, PACKET_VNET_HDR, 1, "PACKET_VNET_HDR");
            SocketOptions.set(fd, PACKET_RESERVE, HEADROOM, "PACKET_RESERVE");
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
        address = Pointer.nativeValue(mapped);
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

    /** Moves to the next received frame; false when there is none. */
    boolean next() {
        if (held == slots) {
            return false; // the whole ring is in use: its status words say "ours" all around
        }
        int at = placeOf(cursor);
        if (((int) STATUS.getAcquire(control, at) & STATUS_USER) == 0) {
            return false;
        }
        slot = at;
        cursor = cursor + 1 == slots ? 0 : cursor + 1;
        held++;
        return true;
    }

    /** Whether the frame at hand was larger than a slot: its end is missing. */
    boolean isTruncated() {
        return control.getInt(slot + CAPTURED) < control.getInt(slot + LENGTH);
    }

    /** Lets the flyweight look at the frame at hand, with the rest of the slot as room to grow, and in front of it. */
    Frame wrap(Frame frame) {
        int mac = control.getShort(slot + MAC) & 0xffff;
        int length = control.getInt(slot + CAPTURED);
        int header = headerAt();
        return frame.wrap(frames, slot + mac, length, SLOT - mac, control.getInt(slot + INTERFACE))
                .headroom(HEADROOM)
                .segmentSize(VirtioHeader.segmentSize(control, header))
                .checksumPartial(VirtioHeader.isPartial(control, header));
    }

    /** Position of the frame at hand in {@link #headers}: its virtio-net header, with the frame right behind it. */
    int headerAt() {
        return slot + (control.getShort(slot + MAC) & 0xffff) - VirtioHeader.SIZE;
    }

    /** The ring in host order, which is the order of virtio-net headers. */
    ByteBuffer headers() {
        return control;
    }

    /** Native address of the ring. */
    long address() {
        return address;
    }

    /** Gives all slots read so far back to the kernel. */
    void release() {
        int index = cursor - held;
        if (index < 0) {
            index += slots;
        }
        for (; held > 0; held--) {
            STATUS.setRelease(control, placeOf(index), 0);
            index = index + 1 == slots ? 0 : index + 1;
        }
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

    private static int placeOf(int index) {
        return index / SLOTS_PER_BLOCK * BLOCK + index % SLOTS_PER_BLOCK * SLOT;
    }
}
