package org.hadirector.lvs.packet;

import org.hadirector.lvs.path.Frame;

/**
 * The IPv4 options of an ICMP error: Record Route and Timestamp of the packet that it is about, as {@link HopStamp}
 * left them, and in the next place of each, if there is one, the error's own beginning (RFC 1122, section 3.2.2;
 * __ip_options_echo and ip_options_build of the kernel). One instance serves a thread for ever.
 */
final class OptionEcho {
    private static final int MOST = 40;
    private static final int FIXED = 20;
    private static final int END = 0;
    private static final int PADDING = 1;
    private static final int RECORD_ROUTE = 7;
    private static final int TIMESTAMP = 68;
    private static final int TIMES_OF = 3;
    private static final int ADDRESS = 4;

    private final HopStamp stamp;
    private final byte[] options = new byte[MOST];
    private int length;

    OptionEcho(HopStamp stamp) {
        this.stamp = stamp;
    }

    /**
     * Takes the options of a packet that was stamped.
     *
     * @param from who the error will be from
     * @return bytes of the error's options; negative if one would not fit, and nothing may be sent
     */
    int take(PacketView packet, int from) {
        length = 0;
        if (packet.isIpv6() || packet.transport() == PacketView.NETWORK + FIXED) {
            return 0;
        }
        boolean fits = route(packet, from) && times(packet, from);
        while (length % 4 != 0) {
            options[length++] = END;
        }
        return fits ? length : -1;
    }

    /** Writes them behind the fixed header at this place. */
    void write(Frame frame, int header) {
        for (int i = 0; i < length; i++) {
            frame.u8(header + FIXED + i, options[i]);
        }
    }

    private boolean route(PacketView packet, int from) {
        int option = copied(packet, RECORD_ROUTE);
        if (option < 0) {
            return true;
        }
        return isFull(option) || put(option, pointer(option), from);
    }

    private boolean times(PacketView packet, int from) {
        int option = copied(packet, TIMESTAMP);
        if (option < 0 || isFull(option) || !stamp.timed()) {
            return true;
        }
        int pointer = pointer(option);
        return switch (options[option + 3] & 0x0f) {
            case 0 -> put(option, pointer, stamp.now());
            case TIMES_OF -> {
                if (pointer + 3 > options[option + 1]) {
                    yield false;
                }
                boolean own = pointer + 7 <= options[option + 1] && stamp.isOwn(address(option + pointer - 1));
                yield !own || put(option, pointer + ADDRESS, stamp.now());
            }
            default -> put(option, pointer, from) && put(option, pointer + ADDRESS, stamp.now());
        };
    }

    /** Where its next entry belongs, counted from 1; anything up to 255. */
    private int pointer(int option) {
        return options[option + 2] & 0xff;
    }

    private boolean isFull(int option) {
        return pointer(option) > options[option + 1];
    }

    /** Writes a word at the pointer of an option, which then points behind it; false if it does not fit. */
    private boolean put(int option, int pointer, int word) {
        if (pointer + ADDRESS - 1 > options[option + 1]) {
            return false;
        }
        int at = option + pointer - 1;
        for (int i = 0; i < ADDRESS; i++) {
            options[at + i] = (byte) (word >>> 24 - 8 * i);
        }
        options[option + 2] = (byte) (pointer + ADDRESS);
        return true;
    }

    private int address(int at) {
        int word = 0;
        for (int i = 0; i < ADDRESS; i++) {
            word = word << 8 | options[at + i] & 0xff;
        }
        return word;
    }

    /** Where an option of this kind was appended, or -1 if the packet has none. */
    private int copied(PacketView packet, int kind) {
        Frame frame = packet.frame();
        int end = packet.transport();
        int at = PacketView.NETWORK + FIXED;
        while (at < end && frame.u8(at) != END && frame.u8(at) != kind) {
            at += frame.u8(at) == PADDING ? 1 : frame.u8(at + 1);
        }
        if (at >= end || frame.u8(at) != kind) {
            return -1;
        }
        int option = length;
        for (int i = 0; i < frame.u8(at + 1); i++) {
            options[length++] = (byte) frame.u8(at + i);
        }
        return option;
    }
}
