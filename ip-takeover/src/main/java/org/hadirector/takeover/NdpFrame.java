package org.hadirector.takeover;

import java.net.Inet6Address;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.hadirector.linux.HardwareAddress;

/**
 * A neighbour solicitation or advertisement with its IPv6 and Ethernet headers (RFC 4861, 4.3 and 4.4). Pure bytes,
 * read and written.
 *
 * @param destination of the Ethernet header
 * @param source of the Ethernet header
 * @param sender of the IPv6 header; unspecified for duplicate address detection
 * @param receiver of the IPv6 header
 * @param type {@link #SOLICITATION} or {@link #ADVERTISEMENT}
 * @param flags of an advertisement: {@link #SOLICITED}, {@link #OVERRIDE}
 * @param subject the address that is asked for or told about
 * @param station the link-layer address option (source of a solicitation, target of an advertisement), null for none
 */
public record NdpFrame(
        HardwareAddress destination,
        HardwareAddress source,
        Inet6Address sender,
        Inet6Address receiver,
        int type,
        int flags,
        Inet6Address subject,
        HardwareAddress station) {
    public static final int SOLICITATION = 135;
    public static final int ADVERTISEMENT = 136;
    public static final int SOLICITED = 0x40000000;
    public static final int OVERRIDE = 0x20000000;

    private static final int ETHER_TYPE = 0x86dd;
    private static final int ETHERNET = 14;
    private static final int IPV6 = 40;
    private static final int MESSAGE = 24;
    private static final int OPTION = 8;
    private static final int ICMP = ETHERNET + IPV6;
    private static final int NEXT_ICMPV6 = 58;
    private static final int HOP_LIMIT = 255;
    private static final int ADDRESS = 16;

    /**
     * Reads a frame from position to limit, which stay as they are; null when it is neither message, is too short, came
     * over a router (hop limit) or has a wrong checksum: such a frame is to be ignored in silence (RFC 4861, 7.1).
     */
    public static NdpFrame parse(ByteBuffer frame) {
        if (frame.remaining() < ICMP + MESSAGE) {
            return null;
        }
        ByteBuffer in = frame.slice().order(ByteOrder.BIG_ENDIAN);
        int length = in.getShort(ETHERNET + 4) & 0xffff;
        int type = in.get(ICMP) & 0xff;
        boolean ndp = (in.getShort(12) & 0xffff) == ETHER_TYPE
                && (in.get(ETHERNET) & 0xf0) == 0x60
                && in.get(ETHERNET + 6) == NEXT_ICMPV6
                && (in.get(ETHERNET + 7) & 0xff) == HOP_LIMIT
                && (type == SOLICITATION || type == ADVERTISEMENT)
                && in.get(ICMP + 1) == 0
                && length >= MESSAGE
                && length <= in.limit() - ICMP;
        if (!ndp || sum(in, length) != 0xffff) {
            return null;
        }
        return new NdpFrame(
                mac(in, 0),
                mac(in, HardwareAddress.LENGTH),
                ipv6(in, ETHERNET + 8),
                ipv6(in, ETHERNET + 8 + ADDRESS),
                type,
                in.getInt(ICMP + 4) & (SOLICITED | OVERRIDE),
                ipv6(in, ICMP + 8),
                option(in, type == SOLICITATION ? 1 : 2, ICMP + length));
    }

    /** The frame's octets, without padding. */
    public byte[] octets() {
        int length = MESSAGE + (station == null ? 0 : OPTION);
        ByteBuffer out = ByteBuffer.allocate(ICMP + length)
                .put(destination.octets())
                .put(source.octets())
                .putShort((short) ETHER_TYPE)
                .putInt(0x60000000)
                .putShort((short) length)
                .put((byte) NEXT_ICMPV6)
                .put((byte) HOP_LIMIT)
                .put(sender.getAddress())
                .put(receiver.getAddress())
                .put((byte) type)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(flags)
                .put(subject.getAddress());
        if (station != null) {
            out.put((byte) (type == SOLICITATION ? 1 : 2)).put((byte) 1).put(station.octets());
        }
        out.putShort(ICMP + 2, (short) ~sum(out, length));
        return out.array();
    }

    /** The same message to one station's MAC. */
    NdpFrame to(HardwareAddress mac) {
        return new NdpFrame(mac, source, sender, receiver, type, flags, subject, station);
    }

    /** The Internet checksum over pseudo-header (addresses, length, next header) and message (RFC 8200, 8.1). */
    private static int sum(ByteBuffer frame, int length) {
        long sum = length + NEXT_ICMPV6;
        int end = ICMP + length;
        for (int at = ETHERNET + 8; at < end; at += Short.BYTES) {
            sum += at + 1 < end ? frame.getShort(at) & 0xffff : (frame.get(at) & 0xff) << 8;
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) sum;
    }

    private static HardwareAddress option(ByteBuffer in, int wanted, int end) {
        int at = ICMP + MESSAGE;
        while (at + OPTION <= end) {
            int octets = (in.get(at + 1) & 0xff) * OPTION;
            if (octets == 0) {
                return null; // RFC 4861, 4.6: such a message is discarded, or it would never end
            }
            if ((in.get(at) & 0xff) == wanted && octets == OPTION) {
                return mac(in, at + 2);
            }
            at += octets;
        }
        return null;
    }

    private static HardwareAddress mac(ByteBuffer in, int at) {
        byte[] octets = new byte[HardwareAddress.LENGTH];
        in.get(at, octets);
        return HardwareAddress.of(octets);
    }

    private static Inet6Address ipv6(ByteBuffer in, int at) {
        byte[] octets = new byte[ADDRESS];
        in.get(at, octets);
        try {
            return Inet6Address.getByAddress(null, octets, -1);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // sixteen octets always are an address
        }
    }
}
