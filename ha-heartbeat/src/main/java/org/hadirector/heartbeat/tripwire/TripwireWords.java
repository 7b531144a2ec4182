package org.hadirector.heartbeat.tripwire;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hadirector.heartbeat.config.Authkeys;
import org.hadirector.heartbeat.link.MessageSigner;

/**
 * What is said when a tripwire is laid. The one who connects sends 16 random bytes; the door answers with its boot id
 * and its node's own addresses, signed together with those bytes, so that nobody can replay it. After that nothing is
 * said any more, but for one byte of goodbye before an orderly end.
 */
final class TripwireWords {
    /** Said before a connection is closed on purpose. */
    static final int GOODBYE = 'B';

    static final int CHALLENGE = 16;

    private static final byte KIND = 9;
    /** All of IPv6 still fit behind one byte of length. */
    private static final int MOST_ADDRESSES = 14;

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
        if (!signer.knows(key) || length < Long.BYTES) {
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
                door.addresses().stream().limit(MOST_ADDRESSES).toList()) {
            byte[] octets = address.getAddress();
            out.writeByte(octets.length);
            out.write(octets);
        }
        return bytes.toByteArray();
    }

    /** Each address behind its length: 4 or 16. */
    private static Door door(byte[] body) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(body);
        long bootId = bytes.getLong();
        List<InetAddress> addresses = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] octets = new byte[bytes.get() & 0xff];
            if (octets.length > bytes.remaining()) {
                throw new IOException("not a tripwire's answer");
            }
            bytes.get(octets);
            addresses.add(InetAddress.getByAddress(octets));
        }
        return new Door(bootId, addresses);
    }
}
