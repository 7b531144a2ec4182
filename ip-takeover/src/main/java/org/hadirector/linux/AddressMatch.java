package org.hadirector.linux;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Compares the body of an RTM_NEWADDR message (struct ifaddrmsg and attributes) with one address, without copying
 * anything. Pure.
 *
 * @param index of the device
 * @param address octets
 * @param prefixLength mask bits
 * @param label null when it does not matter
 */
record AddressMatch(int index, byte[] address, int prefixLength, String label) {
    private static final int IFADDRMSG = 8;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_LABEL = 3;
    private static final int ATTRIBUTE = 4;

    /** @param body in host order, from position to limit, which stay as they are */
    boolean test(ByteBuffer body) {
        int at = body.position();
        int end = body.limit();
        if (end - at < IFADDRMSG || (body.get(at + 1) & 0xff) != prefixLength || body.getInt(at + 4) != index) {
            return false;
        }
        boolean peer = false;
        boolean local = false;
        boolean hasLocal = false;
        boolean labelled = label == null;
        at += IFADDRMSG;
        while (at + ATTRIBUTE <= end) {
            int length = body.getShort(at) & 0xffff;
            if (length < ATTRIBUTE || at + length > end) {
                return false;
            }
            int type = body.getShort(at + 2) & 0x3fff;
            int from = at + ATTRIBUTE;
            int octets = length - ATTRIBUTE;
            if (type == IFA_ADDRESS) {
                peer = equal(body, from, octets, address);
            } else if (type == IFA_LOCAL) {
                hasLocal = true;
                local = equal(body, from, octets, address);
            } else if (type == IFA_LABEL && label != null) {
                labelled = equal(body, from, octets - 1, label.getBytes(StandardCharsets.UTF_8));
            }
            at += length + 3 & ~3;
        }
        return labelled && (hasLocal ? local : peer);
    }

    private static boolean equal(ByteBuffer body, int from, int octets, byte[] wanted) {
        if (octets != wanted.length) {
            return false;
        }
        for (int n = 0; n < octets; n++) {
            if (body.get(from + n) != wanted[n]) {
                return false;
            }
        }
        return true;
    }
}
