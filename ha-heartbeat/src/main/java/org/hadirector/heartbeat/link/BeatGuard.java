package org.hadirector.heartbeat.link;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.hadirector.heartbeat.config.Authkeys;

/**
 * The envelope of beats on one link, and its only door: what comes out of {@link #open} was made by the peer with one
 * of our keys, for this cluster and this kind of link, and is newer than all before it.
 *
 * <pre>
 *   version 1 · key number 1 · fingerprint 4 · body ({@link StatusCodec}) · tag 16 (crc: 4)
 * </pre>
 *
 * The tag covers everything before it and the kind of link. Of unauthenticated bytes only the six of the head are
 * looked at. {@link #seal} belongs to the sending thread, the rest to the receiving ones, one at a time.
 */
public final class BeatGuard {
    /** The version of envelope and body together. */
    public static final byte VERSION = 1;

    private static final int HEAD = 6;
    private static final int SHORTEST_TAG = 4;

    private final ClusterFacts cluster;
    private final byte kind;
    private final StatusCodec codec;
    private final ReplayWindow window;
    private final BeatCounters counters;
    private volatile MessageSigner sealing;
    private volatile MessageSigner opening;
    private final byte[] sealed = new byte[StatusCodec.MAX_BYTES];

    /** @param kind of link, the same on both ends: a beat recorded on one kind is worth nothing on another */
    public BeatGuard(ClusterFacts cluster, byte kind, Authkeys keys, ReplayWindow window, BeatCounters counters) {
        this.cluster = cluster;
        this.kind = kind;
        this.codec = new StatusCodec(cluster);
        this.sealing = new MessageSigner(keys);
        this.opening = new MessageSigner(keys);
        this.window = window;
        this.counters = counters;
    }

    /**
     * Other keys from now on. A beat that is between {@link #authentic} and {@link #open} meanwhile counts as forged
     * when its key is no longer listed.
     */
    public void rekey(Authkeys keys) {
        opening = new MessageSigner(keys);
        sealing = new MessageSigner(keys);
    }

    /** The bytes of a beat, ready for the wire; a new array, the caller's to keep. */
    public byte[] seal(StatusMessage message) {
        ByteBuffer out = ByteBuffer.wrap(sealed, 0, sealed.length - MessageSigner.MAX_TAG);
        out.put(VERSION);
        MessageSigner signer = sealing;
        out.put((byte) signer.signingKey());
        out.putInt(cluster.fingerprint());
        codec.encode(message, out);
        int length = signer.sign(kind, sealed, out.position());
        return Arrays.copyOf(sealed, length);
    }

    /** Whether the bytes are a beat of this cluster under one of our keys; counts those that are not. */
    public boolean authentic(byte[] data, int offset, int length) {
        if (length < HEAD + SHORTEST_TAG || length > StatusCodec.MAX_BYTES || data[offset] != VERSION) {
            counters.countMalformed();
            return false;
        }
        if (ByteBuffer.wrap(data, offset + 2, 4).getInt() != cluster.fingerprint()) {
            counters.countForeign();
            return false;
        }
        int key = data[offset + 1];
        if (!opening.knows(key)) {
            counters.countForged();
            return false;
        }
        int signed = length - opening.tagLength(key);
        if (signed < HEAD) {
            counters.countMalformed();
            return false;
        }
        if (!opening.verify(key, kind, data, offset, signed)) {
            counters.countForged();
            return false;
        }
        return true;
    }

    /**
     * The beat inside bytes that are {@link #authentic}, or null when it is our own come back, of a node that the
     * cluster does not have, not new, or malformed in spite of its tag; counted unless it is our own.
     */
    public StatusMessage open(byte[] data, int offset, int length) {
        if (!opening.knows(data[offset + 1])) {
            counters.countForged();
            return null;
        }
        int tag = opening.tagLength(data[offset + 1]);
        StatusMessage message;
        try {
            message = codec.decode(ByteBuffer.wrap(data, offset + HEAD, length - HEAD - tag));
        } catch (MalformedBeatException e) {
            counters.countMalformed();
            return null;
        }
        if (message == null) {
            counters.countForeign();
            return null;
        }
        if (message.node().equals(cluster.node())) {
            return null;
        }
        if (!window.accept(message.bootId(), message.sequence())) {
            counters.countReplayed();
            return null;
        }
        counters.countReceived();
        return message;
    }
}
