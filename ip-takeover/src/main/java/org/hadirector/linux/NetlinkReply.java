package org.hadirector.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * One message received from netlink: its type, its family header and its attributes by number. Every length is checked.
 */
public final class NetlinkReply {
    private final int type;
    private final ByteBuffer body;

    NetlinkReply(int type, byte[] body) {
        this.type = type;
        this.body = ByteBuffer.wrap(body).order(ByteOrder.nativeOrder());
    }

    public int type() {
        return type;
    }

    /** The bytes after struct nlmsghdr in host order, position 0 at the family header. */
    public ByteBuffer body() {
        return body.duplicate().order(ByteOrder.nativeOrder());
    }

    /**
     * The attributes behind a family header.
     *
     * @param familyHeader length of the family header in bytes, such as 8 for struct ifaddrmsg
     */
    public Map<Integer, byte[]> attributes(int familyHeader) {
        return attributes(body.array(), familyHeader);
    }

    /** Nested attributes inside an attribute's payload. */
    public static Map<Integer, byte[]> attributes(byte[] bytes, int from) {
        Map<Integer, byte[]> attributes = new HashMap<>();
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        int at = from + 3 & ~3;
        while (at + 4 <= bytes.length) {
            int length = in.getShort(at) & 0xffff;
            if (length < 4 || at + length > bytes.length) {
                break;
            }
            byte[] value = new byte[length - 4];
            in.get(at + 4, value);
            attributes.put(in.getShort(at + 2) & 0x3fff, value);
            at += length + 3 & ~3;
        }
        return attributes;
    }

    /** A zero-terminated string attribute. */
    public static String text(byte[] value) {
        int end = value.length;
        while (end > 0 && value[end - 1] == 0) {
            end--;
        }
        return new String(value, 0, end, StandardCharsets.UTF_8);
    }

    /**
     * A 32-bit attribute in host order.
     *
     * @throws IllegalArgumentException when it is shorter: the kernel does not speak the format of its headers
     */
    public static int u32(byte[] value) {
        if (value.length < Integer.BYTES) {
            throw new IllegalArgumentException("netlink attribute of " + value.length + " octets where 4 belong");
        }
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt();
    }
}
