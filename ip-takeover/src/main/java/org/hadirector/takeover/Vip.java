package org.hadirector.takeover;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Objects;

/**
 * A virtual IP address as it stands on an interface.
 *
 * @param address the service address
 * @param prefixLength mask bits on the interface, 32 (128) unless the configuration says otherwise
 * @param broadcast the broadcast address, or null for none
 * @param device the interface, such as {@code eth0}
 * @param label the alias name of ifconfig, such as {@code eth0:0}; at most 15 characters (IFNAMSIZ), begins with the
 *     device
 */
public record Vip(InetAddress address, int prefixLength, InetAddress broadcast, String device, String label) {
    private static final int MAX_LABEL = 15;

    public Vip {
        int bits = address instanceof Inet4Address ? 32 : 128;
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException("prefix length " + prefixLength + " of " + address.getHostAddress());
        }
        boolean ofDevice = label.equals(device) || label.startsWith(device + ":");
        if (!ofDevice || label.length() > MAX_LABEL) {
            throw new IllegalArgumentException("label " + label + " does not fit device " + device);
        }
    }

    // What the compiler makes of a record is put together at its first call, in milliseconds (decisions/0011).
    @Override
    public boolean equals(Object other) {
        return other instanceof Vip it
                && prefixLength == it.prefixLength
                && address.equals(it.address)
                && Objects.equals(broadcast, it.broadcast)
                && device.equals(it.device)
                && label.equals(it.label);
    }

    @Override
    public int hashCode() {
        return 31 * address.hashCode() + label.hashCode();
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefixLength + " on " + label;
    }
}
