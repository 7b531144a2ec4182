package org.hadirector.heartbeat.link;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.hadirector.heartbeat.config.AuthMethod;
import org.hadirector.heartbeat.config.Authkeys;

/**
 * Tags that prove who sent a beat: HMAC (RFC 2104) with MD5, SHA-1 or SHA-256, cut to 16 bytes (RFC 2104 section 5 asks
 * for at least half of the digest), or CRC-32 in 4 bytes, which proves nothing but finds damage. Every listed key is
 * accepted, one signs, so keys can be rolled one node at a time. One thread at a time.
 */
public final class MessageSigner {
    /** The longest tag. */
    public static final int MAX_TAG = 16;

    private static final int KEYS = 16;

    private final Tagger[] taggers = new Tagger[KEYS];
    private final int signing;

    /** @throws IllegalArgumentException when the signing key is missing: such keys do not pass the parser */
    public MessageSigner(Authkeys keys) {
        for (Map.Entry<Integer, Authkeys.Key> entry : keys.keys().entrySet()) {
            taggers[entry.getKey()] = tagger(entry.getValue());
        }
        this.signing = keys.signing();
        if (!knows(signing)) {
            throw new IllegalArgumentException("no key " + signing + " to sign with");
        }
    }

    /** The key that signs. */
    public int signingKey() {
        return signing;
    }

    /** Whether a key of that number is listed. */
    public boolean knows(int key) {
        return key >= 0 && key < KEYS && taggers[key] != null;
    }

    /** Bytes of a tag made with a known key. */
    public int tagLength(int key) {
        return taggers[key].length();
    }

    /** Writes the tag of {@code data[0, length)} behind it, made with the signing key for that link. */
    public int sign(byte kind, byte[] data, int length) {
        byte[] tag = taggers[signing].tag(kind, data, 0, length);
        int size = taggers[signing].length();
        System.arraycopy(tag, 0, data, length, size);
        return length + size;
    }

    /**
     * Whether the tag behind {@code data[offset, offset + length)} is right; takes the same time for every wrong one.
     */
    public boolean verify(int key, byte kind, byte[] data, int offset, int length) {
        int size = taggers[key].length();
        byte[] expected = taggers[key].tag(kind, data, offset, length);
        byte[] cut = new byte[size];
        byte[] given = new byte[size];
        System.arraycopy(expected, 0, cut, 0, size);
        System.arraycopy(data, offset + length, given, 0, size);
        return MessageDigest.isEqual(cut, given);
    }

    /** Whether {@code data[offset, offset + size)} is the beginning of the tag of {@code covered}; as long for each. */
    boolean verifyShort(int key, byte kind, byte[] covered, byte[] data, int offset, int size) {
        byte[] given = Arrays.copyOfRange(data, offset, offset + size);
        return MessageDigest.isEqual(Arrays.copyOf(taggers[key].tag(kind, covered, 0, covered.length), size), given);
    }

    /** The beginning of the tag of {@code covered}, made with the signing key. */
    byte[] shortTag(byte kind, byte[] covered) {
        return Arrays.copyOf(taggers[signing].tag(kind, covered, 0, covered.length), shortTagLength(signing));
    }

    /** Bytes of a tag in {@link ShortForm}. */
    int shortTagLength(int key) {
        return Math.min(ShortForm.TAG, taggers[key].length());
    }

    private static Tagger tagger(Authkeys.Key key) {
        return switch (key.method()) {
            case CRC -> new CrcTagger();
            case MD5 -> new MacTagger("HmacMD5", key);
            case SHA1 -> new MacTagger("HmacSHA1", key);
            case SHA256 -> new MacTagger("HmacSHA256", key);
        };
    }

    /** Makes tags; the link is part of what is tagged, so a beat of one is not valid on another. */
    private interface Tagger {
        int length();

        byte[] tag(byte kind, byte[] data, int offset, int length);
    }

    private static final class CrcTagger implements Tagger {
        private final CRC32 crc = new CRC32();

        @Override
        public int length() {
            return 4;
        }

        @Override
        public byte[] tag(byte kind, byte[] data, int offset, int length) {
            crc.reset();
            crc.update(kind);
            crc.update(data, offset, length);
            int value = (int) crc.getValue();
            return new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
        }
    }

    private static final class MacTagger implements Tagger {
        private final Mac mac;

        MacTagger(String algorithm, Authkeys.Key key) {
            if (key.method() == AuthMethod.CRC || key.secret().isEmpty()) {
                throw new IllegalArgumentException(algorithm + " needs a key");
            }
            try {
                mac = Mac.getInstance(algorithm);
                mac.init(new SecretKeySpec(key.secret().getBytes(StandardCharsets.UTF_8), algorithm));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has " + algorithm, e);
            }
        }

        @Override
        public int length() {
            return MAX_TAG;
        }

        @Override
        public byte[] tag(byte kind, byte[] data, int offset, int length) {
            mac.update(kind);
            mac.update(data, offset, length);
            return mac.doFinal();
        }
    }
}
