package org.hadirector.takeover;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.hadirector.linux.HardwareAddress;

/**
 * An ARP packet for IPv4 over Ethernet with its Ethernet header (RFC 826). Pure bytes, read and written.
 *
 * @param destination of the Ethernet header
 * @param source of the Ethernet header
 * @param operation {@link #REQUEST} or {@link #REPLY}; others are carried as they are
 */
public record ArpFrame(
        HardwareAddress destination,
        HardwareAddress source,
        int operation,
        HardwareAddress senderMac,
        Inet4Address senderIp,
        HardwareAddress targetMac,
        Inet4Address targetIp) {
    public static final int REQUEST = 1;
    public static final int REPLY = 2;
    /** Ethernet header and packet; the wire adds padding to 60 octets. */
    public static final int LENGTH = 42;

    private static final int ETHER_TYPE = 0x0806;
    private static final int HARDWARE_ETHERNET = 1;
    private static final int PROTOCOL_IPV4 = 0x0800;
    private static final int IPV4_LENGTH = 4;

    /**
     * Reads a frame from position to limit, which stay as they are; null when it is not ARP for IPv4 over Ethernet, or
     * is too short to be.
     */
    public static ArpFrame parse(ByteBuffer frame) {
        if (frame.remaining() < LENGTH) {
            return null;
        }
        ByteBuffer in = frame.duplicate().order(ByteOrder.BIG_ENDIAN);
        HardwareAddress destination = mac(in);
        HardwareAddress source = mac(in);
        boolean arp = in.getShort() == ETHER_TYPE
                && in.getShort() == HARDWARE_ETHERNET
                && in.getShort() == PROTOCOL_IPV4
                && in.get() == HardwareAddress.LENGTH
                && in.get() == IPV4_LENGTH;
        if (!arp) {
            return null;
        }
        int operation = in.getShort() & 0xffff;
        return new ArpFrame(destination, source, operation, mac(in), ipv4(in), mac(in), ipv4(in));
    }

    /** The frame's octets, without padding. */
    public byte[] octets() {
        return ByteBuffer.allocate(LENGTH)
                .put(destination.octets())
                .put(source.octets())
                .putShort((short) ETHER_TYPE)
                .putShort((short) HARDWARE_ETHERNET)
                .putShort((short) PROTOCOL_IPV4)
                .put((byte) HardwareAddress.LENGTH)
                .put((byte) IPV4_LENGTH)
                .putShort((short) operation)
                .put(senderMac.octets())
                .put(senderIp.getAddress())
                .put(targetMac.octets())
                .put(targetIp.getAddress())
                .array();
    }

    private static HardwareAddress mac(ByteBuffer in) {
        byte[] octets = new byte[HardwareAddress.LENGTH];
        in.get(octets);
        return HardwareAddress.of(octets);
    }

    private static Inet4Address ipv4(ByteBuffer in) {
        byte[] octets = new byte[IPV4_LENGTH];
        in.get(octets);
        return ipv4(octets);
    }

    private static Inet4Address ipv4(byte[] octets) {
        try {
            return (Inet4Address) InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // four octets always are an address
        }
    }
}
