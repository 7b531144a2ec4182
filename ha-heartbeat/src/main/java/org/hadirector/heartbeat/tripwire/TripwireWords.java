package org.hadirector.heartbeat.tripwire;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hadirector.heartbeat.config.Authkeys;
import org.hadirector.heartbeat.link.MessageSigner;

/**
 * What is said when a tripwire is laid. The one who connects sends 16 random bytes; the door answers with its boot id
 * and its node's own IPv4 addresses, signed together with those bytes, so that nobody can replay it. After that nothing
 * is said any more, but for one byte of goodbye before an orderly end.
 */
final class TripwireWords {
    /** Said before a connection is closed on purpose. */
    static final int GOODBYE = 'B';

    static final int CHALLENGE = 16;

    private static final byte KIND = 9;
    private static final int MOST_ADDRESSES = 32;

    private TripwireWords() {}

    /** Who stands behind a door. */
    record Door(long bootId, List<InetAddress> addresses) {}

    static void answer(DataOutputStream out, byte[] challenge, Door door, Authkeys keys) throws IOException {
        MessageSigner signer = new MessageSigner(keys);
        byte[] body = body(door);
        byte[] signed = Arrays.copyOf(challenge, CHALLENGE + body.length + MessageSigner.MAX_TAG);
        System.arraycopy(body, 0, signed, CHALLENGE, body.length);
        int end = signer.sign(KIND, signed, CHALLENGE + body.length);
        out.writeByte(signer.signingKey());
        out.writeByte(body.length);
        out.write(signed, CHALLENGE, end - CHALLENGE);
        out.flush();
    }

    /** @throws IOException when the answer is not signed with a key of ours */
    static Door read(DataInputStream in, byte[] challenge, Authkeys keys) throws IOException {
        MessageSigner signer = new MessageSigner(keys);
        int key = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        if (!signer.knows(key) || length < Long.BYTES || (length - Long.BYTES) % Integer.BYTES != 0) {
            throw new IOException("not a tripwire's answer");
        }
        int tag = signer.tagLength(key);
        byte[] signed = Arrays.copyOf(challenge, CHALLENGE + length + tag);
        in.readFully(signed, CHALLENGE, length + tag);
        if (!signer.verify(key, KIND, signed, 0, CHALLENGE + length)) {
            throw new IOException("a tripwire's answer is not signed with a key of ours");
        }
        return door(Arrays.copyOfRange(signed, CHALLENGE, CHALLENGE + length));
    }

    private static byte[] body(Door door) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(door.bootId());
        for (InetAddress address :
                door.addresses().stream().limit(MOST_ADDRESSES - 2L).toList()) {
            if (address instanceof Inet4Address) {
                out.write(address.getAddress());
            }
        }
        return bytes.toByteArray();
    }

    private static Door door(byte[] body) throws IOException {
        long bootId = java.nio.ByteBuffer.wrap(body).getLong();
        List<InetAddress> addresses = new ArrayList<>();
        for (int at = Long.BYTES; at < body.length; at += Integer.BYTES) {
            addresses.add(InetAddress.getByAddress(Arrays.copyOfRange(body, at, at + Integer.BYTES)));
        }
        return new Door(bootId, addresses);
    }
}
