package org.hadirector.heartbeat.link;

import java.nio.ByteBuffer;

/**
 * Completes beats in {@link ShortForm} from the last full one of their sender on this link. Of several runs of the
 * sender the one counts that answers our latest beats: recordings of former ones answer older beats. One thread at a
 * time.
 */
final class ShortReceiver {
    /** A short beat completed; nothing is proven yet. */
    record Completed(StatusMessage message, byte[] covered) {}

    private final StatusCodec codec;
    private StatusMessage known;
    private StatusMessage latest;
    /** The latest beat of ours that the run answered from which short beats are completed. */
    private long answered;

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

    /**
     * A beat was accepted; a full one is what short ones are completed from.
     *
     * @param answers by {@link StatusMessage#answers}
     * @return whether it is of the run that answers our latest beats
     */
    boolean accepted(StatusMessage message, long answers, boolean full) {
        boolean sameRun = known != null && known.bootId() == message.bootId();
        if (!sameRun && answers < answered) {
            return false;
        }
        answered = Math.max(answered, answers);
        latest = message;
        if (full) {
            known = message;
            substance = ShortForm.substance(message, codec);
            hint = ShortForm.hint(substance);
        }
        return true;
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
