package org.hadirector.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Builds one netlink message: header (struct nlmsghdr), a family header, attributes (struct rtattr), nested ones
 * included. Pure bytes in host order; see netlink(7), rtnetlink(7). Usage: family header fields first, then attributes,
 * then {@link #finish}.
 */
public final class NetlinkMessage {
    public static final int HEADER = 16;
    public static final int F_REQUEST = 0x1;
    public static final int F_ACK = 0x4;
    public static final int F_DUMP = 0x300;
    public static final int F_REPLACE = 0x100;
    public static final int F_EXCL = 0x200;
    public static final int F_CREATE = 0x400;

    private static final int ALIGN = 4;
    private static final int NLA_F_NESTED = 0x8000;

    /** What nearly every message fits into. */
    private static final int FIRST_ROOM = 128;

    private final int flags;
    private ByteBuffer buffer = ByteBuffer.allocate(FIRST_ROOM).order(ByteOrder.nativeOrder());

    /**
     * @param type RTM_… of linux/rtnetlink.h
     * @param flags NLM_F_…; F_REQUEST and F_ACK are added, so that every exchange has an end (for a dump the kernel
     *     ignores F_ACK, its end is NLMSG_DONE)
     */
    public NetlinkMessage(int type, int flags) {
        this.flags = flags | F_REQUEST | F_ACK;
        buffer.putInt(0)
                .putShort((short) type)
                .putShort((short) this.flags)
                .putInt(0)
                .putInt(0);
    }

    public NetlinkMessage u8(int value) {
        room(1).put((byte) value);
        return this;
    }

    public NetlinkMessage u16(int value) {
        room(2).putShort((short) value);
        return this;
    }

    public NetlinkMessage u32(int value) {
        room(4).putInt(value);
        return this;
    }

    /** Raw bytes of the family header. */
    public NetlinkMessage bytes(byte[] value) {
        room(value.length).put(value);
        return this;
    }

    public NetlinkMessage attribute(int type, byte[] value) {
        room(4 + value.length)
                .putShort((short) (4 + value.length))
                .putShort((short) type)
                .put(value);
        return pad();
    }

    public NetlinkMessage attributeU32(int type, int value) {
        room(8).putShort((short) 8).putShort((short) type).putInt(value);
        return this;
    }

    public NetlinkMessage attributeU16(int type, int value) {
        room(6).putShort((short) 6).putShort((short) type).putShort((short) value);
        return pad();
    }

    /** A string attribute with its terminating zero. */
    public NetlinkMessage attribute(int type, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        byte[] terminated = new byte[text.length + 1];
        System.arraycopy(text, 0, terminated, 0, text.length);
        return attribute(type, terminated);
    }

    /** Opens a nested attribute; the result is the mark for {@link #endNested}. */
    public int beginNested(int type) {
        int mark = buffer.position();
        room(4).putShort((short) 0).putShort((short) (type | NLA_F_NESTED));
        return mark;
    }

    public NetlinkMessage endNested(int mark) {
        buffer.putShort(mark, (short) (buffer.position() - mark));
        return this;
    }

    boolean wantsDump() {
        return (flags & F_DUMP) == F_DUMP;
    }

    /** The complete message with length and sequence number filled in. */
    byte[] finish(int sequence) {
        buffer.putInt(0, buffer.position()).putInt(8, sequence);
        byte[] message = new byte[buffer.position()];
        buffer.get(0, message);
        return message;
    }

    private NetlinkMessage pad() {
        while (buffer.position() % ALIGN != 0) {
            room(1).put((byte) 0);
        }
        return this;
    }

    /** The buffer, with room for so many bytes more. */
    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int more = Math.max(2 * buffer.capacity(), buffer.position() + bytes);
            buffer = ByteBuffer.allocate(more).order(ByteOrder.nativeOrder()).put(buffer.flip());
        }
        return buffer;
    }
}
