package org.hadirector.takeover;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.hadirector.linux.HardwareAddress;

/** The ARP frames of a takeover. Pure. */
public final class GratuitousArp {
    /** The sender of an ARP probe: nobody yet. */
    public static final Inet4Address UNSPECIFIED = unspecified();

    private GratuitousArp() {}

    /**
     * The announcement as a request (RFC 5227, ARP Announcement): sender and target address are the VIP, target MAC
     * zero, broadcast.
     */
    public static ArpFrame request(HardwareAddress own, Inet4Address vip) {
        return new ArpFrame(HardwareAddress.BROADCAST, own, ArpFrame.REQUEST, own, vip, HardwareAddress.ZERO, vip);
    }

    /**
     * The announcement as a reply, for stations that learn only from replies: target MAC is the sender's (RFC 5944
     * 4.6).
     */
    public static ArpFrame reply(HardwareAddress own, Inet4Address vip) {
        return new ArpFrame(HardwareAddress.BROADCAST, own, ArpFrame.REPLY, own, vip, own, vip);
    }

    /**
     * Asks whether somebody has the address without claiming it (RFC 5227, ARP Probe): sender address zero, so no cache
     * changes.
     *
     * @param to broadcast, or one station
     */
    public static ArpFrame probe(HardwareAddress own, Inet4Address target, HardwareAddress to) {
        return question(own, UNSPECIFIED, target, to);
    }

    /**
     * An ordinary question of a station (RFC 826).
     *
     * @param ownAddress the asking station's address; {@link #UNSPECIFIED} when it has none
     * @param to broadcast, or one station
     */
    public static ArpFrame question(
            HardwareAddress own, Inet4Address ownAddress, Inet4Address target, HardwareAddress to) {
        return new ArpFrame(to, own, ArpFrame.REQUEST, own, ownAddress, HardwareAddress.ZERO, target);
    }

    private static Inet4Address unspecified() {
        try {
            return (Inet4Address) InetAddress.getByAddress(new byte[4]);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // four octets always are an address
        }
    }
}
