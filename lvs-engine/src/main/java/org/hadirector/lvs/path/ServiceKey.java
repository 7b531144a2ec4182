package org.hadirector.lvs.path;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * What identifies a virtual service to a data path.
 *
 * <p>A service of a firewall mark has protocol 0 and the mark in the last four bytes of the address, as the kernel keys
 * its persistence templates (linux ip_vs_core.c); see {@link #mark}.
 *
 * @param protocol IP protocol number: TCP 6, UDP 17, SCTP 132; 0 for a firewall mark
 * @param address the virtual address
 * @param port 1–65535, or 0 for all ports of the address
 */
public record ServiceKey(int protocol, InetAddress address, int port) {
    /** A service of all packets with a firewall mark. */
    public static ServiceKey ofMark(int mark, boolean ipv6) {
        byte[] bytes = new byte[ipv6 ? 16 : 4];
        ByteBuffer.wrap(bytes).putInt(bytes.length - 4, mark);
        try {
            return new ServiceKey(0, InetAddress.getByAddress(bytes), 0);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }

    /** Whether a firewall mark identifies the service. */
    public boolean isMark() {
        return protocol == 0;
    }

    /** The firewall mark; only of a service with {@link #isMark}. */
    public int mark() {
        byte[] bytes = address.getAddress();
        return ByteBuffer.wrap(bytes).getInt(bytes.length - 4);
    }

    /** Whether the service is one of IPv6. */
    public boolean isIpv6() {
        return address instanceof Inet6Address;
    }

    /**
     * Whether the address is an IPv4 one written as IPv6 ({@code ::ffff:a.b.c.d}). No packet on a wire may have it (RFC
     * 4038, 4.2): the service is listed and never met.
     */
    public boolean isMapped() {
        return !isMark() && address instanceof Inet6Address v6 && isMapped(v6);
    }

    // What the compiler makes of a record is put together at its first call, in milliseconds (decisions/0011).
    @Override
    public boolean equals(Object other) {
        return other instanceof ServiceKey it
                && protocol == it.protocol
                && port == it.port
                && address.equals(it.address);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * address.hashCode() + port) + protocol;
    }

    /** Whether an IPv6 address only holds an IPv4 one. */
    public static boolean isMapped(Inet6Address address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.getLong(0) == 0 && bytes.getInt(8) == 0xffff;
    }
}
