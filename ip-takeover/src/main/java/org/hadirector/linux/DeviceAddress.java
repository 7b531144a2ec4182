package org.hadirector.linux;

import java.net.InetAddress;

/**
 * One address as the kernel has it on a device.
 *
 * @param prefixLength mask bits
 * @param broadcast null for none
 * @param label the alias name; IPv6 addresses have none in the kernel, so theirs is the device's name
 * @param validSeconds what is left of its lifetime, {@link #FOREVER} for an ordinary address
 * @param preferred false: deprecated, the kernel does not choose it as a source
 */
public record DeviceAddress(
        InetAddress address,
        int prefixLength,
        InetAddress broadcast,
        String label,
        long validSeconds,
        boolean preferred) {
    /** Lifetime of an address that stays until it is removed. */
    public static final long FOREVER = 0xffffffffL;

    /** Whether the kernel will remove the address by itself. */
    public boolean leased() {
        return validSeconds != FOREVER;
    }

    /** Whether the other address lies in the subnet of this one; false for another family. */
    public boolean subnetContains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefixLength; bit += Byte.SIZE) {
            int mask = 0xff << Math.max(0, bit + Byte.SIZE - prefixLength) & 0xff;
            if (((mine[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
