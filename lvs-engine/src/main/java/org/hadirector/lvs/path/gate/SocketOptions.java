package org.hadirector.lvs.path.gate;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.hadirector.linux.Libc;
import org.hadirector.linux.LinuxException;

/** What packet sockets are told before they work, see packet(7) and linux/filter.h. */
final class SocketOptions {
    private static final int LOAD_WORD = 0x20;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int ANCILLARY_MARK = -0x1000 + 20;
    private static final int SO_MARK = 36;
    private static final int WHOLE_FRAME = 1 << 20;

    private SocketOptions() {}

    static void set(int fd, int option, int value, String name) throws LinuxException {
        set(fd, Libc.SOL_PACKET, option, value, name);
    }

    private static void set(int fd, int level, int option, int value, String name) throws LinuxException {
        try (Memory memory = new Memory(4)) {
            memory.setInt(0, value);
            Libc.check(Libc.setsockopt(fd, level, option, memory, 4), name);
        }
    }

    /** Room for frames on their way out, in bytes, beyond the limit for ordinary users. */
    static void sendBuffer(int fd, int bytes) throws LinuxException {
        set(fd, Libc.SOL_SOCKET, Libc.SO_SNDBUFFORCE, bytes, "SO_SNDBUFFORCE");
    }

    /** The skb->mark of whatever is sent without another one. */
    static void mark(int fd, int mark) throws LinuxException {
        set(fd, Libc.SOL_SOCKET, SO_MARK, mark, "SO_MARK");
    }

    /** Room for received frames that no ring holds, in bytes, beyond the limit for ordinary users. */
    static void receiveBuffer(int fd, int bytes) throws LinuxException {
        set(fd, Libc.SOL_SOCKET, Libc.SO_RCVBUFFORCE, bytes, "SO_RCVBUFFORCE");
    }

    /** Only frames with that skb->mark get in; the rest of the host's traffic costs three instructions. */
    static void attachMarkFilter(int fd, int mark) throws LinuxException {
        ByteBuffer code = ByteBuffer.allocate(4 * 8).order(ByteOrder.nativeOrder());
        instruction(code, LOAD_WORD, 0, 0, ANCILLARY_MARK);
        instruction(code, JUMP_IF_EQUAL, 0, 1, mark);
        instruction(code, RETURN, 0, 0, WHOLE_FRAME);
        instruction(code, RETURN, 0, 0, 0);
        try (Memory instructions = new Memory(code.capacity());
                Memory program = new Memory(16)) {
            instructions.write(0, code.array(), 0, code.capacity());
            program.clear();
            program.setShort(0, (short) (code.capacity() / 8));
            program.setLong(8, Pointer.nativeValue(instructions));
            int result = Libc.setsockopt(fd, Libc.SOL_SOCKET, Libc.SO_ATTACH_FILTER, program, 16);
            Libc.check(result, "SO_ATTACH_FILTER");
        }
    }

    /** Starts reception of a protocol on every interface. */
    static void bind(int fd, int etherType) throws LinuxException {
        try (Memory address = new Memory(20)) {
            address.clear();
            address.setShort(0, (short) Libc.AF_PACKET);
            address.setByte(2, (byte) (etherType >>> 8));
            address.setByte(3, (byte) etherType);
            Libc.check(Libc.bind(fd, address, 20), "bind AF_PACKET");
        }
    }

    private static void instruction(ByteBuffer code, int operation, int ifTrue, int ifFalse, int constant) {
        code.putShort((short) operation).put((byte) ifTrue).put((byte) ifFalse).putInt(constant);
    }
}
