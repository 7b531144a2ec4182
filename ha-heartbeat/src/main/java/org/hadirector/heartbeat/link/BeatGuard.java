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
 * The tag covers everything before it and the link ({@link LinkId}). Of unauthenticated bytes only the six of the head
 * are looked at. A guard that is {@link #sparing} also speaks and understands {@link ShortForm}. {@link #seal} belongs
 * to the sending thread, the rest to the receiving ones, one at a time.
 */
public final class BeatGuard {
    /** The version of envelope and body together. */
    public static final byte VERSION = 1;

    private static final int HEAD = 6;
    private static final int SHORTEST_TAG = 4;
    /** More media of one kind are rare; each costs a digest for a beat that is refused. */
    private static final int PLACES_TRIED = 4;

    private final ClusterFacts cluster;
    private volatile byte link;
    private final StatusCodec codec;
    private final ReplayWindow window;
    private final BeatCounters counters;
    private volatile MessageSigner sealing;
    private volatile MessageSigner opening;
    /** Our present run, as our own beats say; 0 before the first. */
    private volatile long ownRun;

    private final byte[] sealed = new byte[StatusCodec.MAX_BYTES];
    private ShortSender shortSender;
    private ShortReceiver shortReceiver;

    /** @param link by {@link LinkId}, the same on both ends: a beat recorded on one link is worth nothing on another */
    public BeatGuard(ClusterFacts cluster, byte link, Authkeys keys, ReplayWindow window, BeatCounters counters) {
        this.cluster = cluster;
        this.link = link;
        this.codec = new StatusCodec(cluster);
        this.sealing = new MessageSigner(keys);
        this.opening = new MessageSigner(keys);
        this.window = window;
        this.counters = counters;
    }

    /** Beats that say nothing new leave in {@link ShortForm} from now on; the other end must do likewise. */
    public BeatGuard sparing() {
        shortSender = new ShortSender();
        shortReceiver = new ShortReceiver(codec);
        return this;
    }

    /** The link's place among those of its kind, after other files were read. */
    public void place(int place) {
        link = LinkId.at(link, place);
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
        ownRun = message.bootId();
        MessageSigner signer = sealing;
        if (shortSender != null) {
            boolean shortens = shortSender.shortens(message, codec);
            shortReceiver.sent(message.sequence());
            if (shortens) {
                return sealShort(message, signer);
            }
        }
        ByteBuffer out = ByteBuffer.wrap(sealed, 0, sealed.length - MessageSigner.MAX_TAG);
        out.put(VERSION);
        out.put((byte) signer.signingKey());
        out.putInt(cluster.fingerprint());
        codec.encode(message, out);
        int length = signer.sign(link, sealed, out.position());
        return Arrays.copyOf(sealed, length);
    }

    private byte[] sealShort(StatusMessage message, MessageSigner signer) {
        ByteBuffer out = ByteBuffer.wrap(sealed);
        ShortForm.write(message, signer.signingKey(), shortSender.hint(), out);
        byte[] covered = ShortForm.covered(sealed, 0, out.position(), message, shortSender.substance());
        out.put(signer.shortTag(link, covered));
        return Arrays.copyOf(sealed, out.position());
    }

    /** Whether the bytes are a beat of this cluster under one of our keys; counts those that are not. */
    public boolean authentic(byte[] data, int offset, int length) {
        if (shortReceiver != null && length > 0 && ShortForm.claimed(data[offset])) {
            return completed(data, offset, length) != null;
        }
        if (length < HEAD + SHORTEST_TAG || length > StatusCodec.MAX_BYTES || data[offset] != VERSION) {
            counters.countMalformed();
            return false;
        }
        if (ByteBuffer.wrap(data, offset + 2, 4).getInt() != cluster.fingerprint()) {
            counters.countForeign();
            return false;
        }
        int key = data[offset + 1];
        MessageSigner signer = opening;
        if (!signer.knows(key)) {
            counters.countForged();
            return false;
        }
        int signed = length - signer.tagLength(key);
        if (signed < HEAD) {
            counters.countMalformed();
            return false;
        }
        return proven(at -> signer.verify(key, at, data, offset, signed));
    }

    /** Whether a tag is right for this link; one that is right for another link of this kind is counted as such. */
    private boolean proven(TagCheck check) {
        byte here = link;
        if (check.right(here)) {
            return true;
        }
        for (int place = 0; place < PLACES_TRIED; place++) {
            if (place != LinkId.place(here) && check.right(LinkId.at(here, place))) {
                counters.countMisrouted();
                return false;
            }
        }
        counters.countForged();
        return false;
    }

    @FunctionalInterface
    private interface TagCheck {
        boolean right(byte link);
    }

    /** An authentic short beat in full, or null; counts those that are not. */
    private StatusMessage completed(byte[] data, int offset, int length) {
        MessageSigner signer = opening;
        int key = ShortForm.key(data[offset]);
        if (!signer.knows(key)) {
            counters.countForged();
            return null;
        }
        int tag = signer.shortTagLength(key);
        ShortReceiver.Completed full;
        try {
            full = shortReceiver.complete(data, offset, length - tag);
        } catch (MalformedBeatException e) {
            counters.countMalformed();
            return null;
        }
        if (full == null) {
            counters.countUnresolved();
            return null;
        }
        int at = offset + length - tag;
        return proven(id -> signer.verifyShort(key, id, full.covered(), data, at, tag)) ? full.message() : null;
    }

    /**
     * The beat inside bytes that are {@link #authentic}, or null when it is our own come back, of a node that the
     * cluster does not have, not new, or malformed in spite of its tag; counted unless it is our own.
     */
    public StatusMessage open(byte[] data, int offset, int length) {
        boolean full = shortReceiver == null || !ShortForm.claimed(data[offset]);
        StatusMessage message = full ? decoded(data, offset, length) : completed(data, offset, length);
        if (message == null || message.node().equals(cluster.node())) {
            return null;
        }
        long answers = message.answers(ownRun);
        if (!window.accept(message.bootId(), message.sequence(), answers)) {
            counters.countReplayed();
            return null;
        }
        if (shortReceiver != null && shortReceiver.accepted(message, answers, full)) {
            shortSender.echoed(message.echo());
        }
        counters.countReceived();
        return message;
    }

    private StatusMessage decoded(byte[] data, int offset, int length) {
        MessageSigner signer = opening;
        if (!signer.knows(data[offset + 1])) {
            counters.countForged();
            return null;
        }
        int tag = signer.tagLength(data[offset + 1]);
        try {
            StatusMessage message = codec.decode(ByteBuffer.wrap(data, offset + HEAD, length - HEAD - tag));
            if (message == null) {
                counters.countForeign();
            }
            return message;
        } catch (MalformedBeatException e) {
            counters.countMalformed();
            return null;
        }
    }
}
