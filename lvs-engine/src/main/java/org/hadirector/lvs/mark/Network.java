package org.hadirector.lvs.mark;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * The addresses that share their leading bits.
 *
 * @param address without bits behind the prefix
 * @param bits length of the prefix, 0–32 or 0–128
 */
public record Network(InetAddress address, int bits) {
    public Network {
        byte[] bytes = address.getAddress();
        if (bits < 0 || bits > 8 * bytes.length) {
            throw new IllegalArgumentException("a prefix of " + bits + " bits");
        }
        for (int bit = bits; bit < 8 * bytes.length; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        address = of(bytes);
    }

    /** How many bits of an address are free. */
    public int freeBits() {
        return 8 * address.getAddress().length - bits;
    }

    /** Every address of it; only of a small one. */
    public List<InetAddress> addresses() {
        List<InetAddress> all = new ArrayList<>();
        for (int i = 0; i < 1 << freeBits(); i++) {
            byte[] bytes = address.getAddress();
            for (int at = bytes.length - 1, rest = i; rest > 0; at--, rest >>= 8) {
                bytes[at] |= (byte) rest;
            }
            all.add(of(bytes));
        }
        return all;
    }

    private static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + bits;
    }
}
