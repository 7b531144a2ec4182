package org.hadirector.lvs.packet;

import org.hadirector.lvs.path.Frame;

/** The Ethernet header of a frame (IEEE 802.3, DIX framing). */
public final class Ethernet {
    /** Bytes of the header without tags; the network header follows. */
    public static final int HEADER = 14;

    static final int IPV4 = 0x0800;
    static final int IPV6 = 0x86dd;
    static final int VLAN = 0x8100;
    static final int SERVICE_VLAN = 0x88a8;

    private Ethernet() {}

    static int type(Frame frame) {
        return frame.u16(12);
    }

    static void type(Frame frame, int type) {
        frame.u16(12, type);
    }

    /** Sets both addresses, each in the low 48 bits. */
    public static void addresses(Frame frame, long destination, long source) {
        frame.u16(0, (int) (destination >>> 32));
        frame.s32(2, (int) destination);
        frame.u16(6, (int) (source >>> 32));
        frame.s32(8, (int) source);
    }

    /** The destination address, in the low 48 bits. */
    public static long destination(Frame frame) {
        return (long) frame.u16(0) << 32 | Integer.toUnsignedLong(frame.s32(2));
    }

    /** The source address, in the low 48 bits. */
    public static long source(Frame frame) {
        return (long) frame.u16(6) << 32 | Integer.toUnsignedLong(frame.s32(8));
    }

    /** Turns the frame round: it goes back to its sender. */
    public static void swapAddresses(Frame frame) {
        addresses(frame, source(frame), destination(frame));
    }
}
