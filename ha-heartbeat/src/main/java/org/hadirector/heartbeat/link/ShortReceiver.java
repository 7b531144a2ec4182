package org.hadirector.heartbeat.link;

import java.nio.ByteBuffer;

/** Completes beats in {@link ShortForm} from the last full one of their sender on this link. One thread at a time. */
final class ShortReceiver {
    /** A short beat completed; nothing is proven yet. */
    record Completed(StatusMessage message, byte[] covered) {}

    private final StatusCodec codec;
    private StatusMessage known;
    private StatusMessage latest;
    private byte[] substance;
    private byte hint;
    /** The last beat that left this end. */
    private volatile long ownSequence;

    ShortReceiver(StatusCodec codec) {
        this.codec = codec;
    }

    /** A beat leaves this end. The sending thread. */
    void sent(long sequence) {
        ownSequence = sequence;
    }

    /** A beat was accepted; a full one is what short ones are completed from. */
    void accepted(StatusMessage message, boolean full) {
        latest = message;
        if (full) {
            known = message;
            substance = ShortForm.substance(message, codec);
            hint = ShortForm.hint(substance);
        }
    }

    /**
     * A short beat in full, or null when its full form was not heard here.
     *
     * @param length without the tag
     * @throws MalformedBeatException when the bytes are no short beat
     */
    Completed complete(byte[] data, int offset, int length) throws MalformedBeatException {
        if (length < ShortForm.SHORTEST || length > ShortForm.LONGEST) {
            throw new MalformedBeatException("no short beat has this length");
        }
        if (known == null || known.echo() == null || data[offset + length - 1] != hint) {
            return null;
        }
        StatusMessage message = ShortForm.read(ByteBuffer.wrap(data, offset, length), known, latest, ownSequence);
        return new Completed(message, ShortForm.covered(data, offset, length, message, substance));
    }
}
