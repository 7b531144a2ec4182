package org.hadirector.lvs.schedule;

/** SipHash-1-3 of one 32-bit word, folded to 32 bits: what the kernel's {@code hsiphash} is on 64-bit machines. */
final class SipHash {
    private SipHash() {}

    /** The hash of {@code word} under the 128-bit key whose halves are both {@code key}. */
    static int hash(int word, long key) {
        long v0 = 0x736f_6d65_7073_6575L ^ key;
        long v1 = 0x646f_7261_6e64_6f6dL ^ key;
        long v2 = 0x6c79_6765_6e65_7261L ^ key;
        long v3 = 0x7465_6462_7974_6573L ^ key;
        // The only block: the word, and in the highest byte the length of the message.
        long block = 4L << 56 | Integer.toUnsignedLong(word);
        v3 ^= block;
        for (int round = 0; round < 4; round++) {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
            if (round == 0) {
                v0 ^= block;
                v2 ^= 0xff;
            }
        }
        return (int) (v0 ^ v1 ^ v2 ^ v3);
    }
}
