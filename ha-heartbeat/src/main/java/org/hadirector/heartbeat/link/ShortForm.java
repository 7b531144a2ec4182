package org.hadirector.heartbeat.link;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The short form of a beat that says nothing new, for serial lines: what is left of a beat when everything that the
 * other end is known to have heard already is left out.
 *
 * <pre>
 *   0x80 + key number 1 · sequence 2 · echoed sequence 2 · clock 2 (ms) · lease v (8 ms) · hint 1 · tag 8 (crc: 4)
 * </pre>
 *
 * <p>Sequence, echo and clock are the low bits of numbers that the other end completes from the last beat it accepted.
 * What stays the same is the beat's <em>substance</em>: its body with those numbers, the leases and the surroundings
 * taken out. The tag covers the full numbers and the whole substance, so a short beat proves exactly what its full form
 * would; the hint (a byte of the substance's checksum) only tells an end that lacks the substance from a forger. The
 * lease is the longest of all groups, rounded up: a lease that seems longer only makes the other node wait.
 *
 * <p>The tag has 8 bytes, less than RFC 2104 (section 5) advises: a guess is right once in 2^64, at some hundred
 * guesses a second that a serial line carries and all of them counted, and would win one more "still alive".
 */
final class ShortForm {
    static final int MARK = 0x80;
    static final int KEY_BITS = 0x0f;
    static final int TAG = 8;
    /** Bytes before the tag: the lease takes one to three. */
    static final int SHORTEST = 9;

    static final int LONGEST = SHORTEST + 2;

    private static final int LOW_BITS = 0xffff;
    private static final int LEASE_UNIT_MS = 8;
    private static final int MILLION = 1_000_000;

    /** Sixty beats a second and more are cut down to their substance, which has a fiftieth of the most. */
    private static final ThreadLocal<ByteBuffer> SCRATCH =
            ThreadLocal.withInitial(() -> ByteBuffer.allocate(StatusCodec.MAX_BYTES));

    private ShortForm() {}

    /** Whether the bytes claim to be a short beat; the reserved bits must be zero. */
    static boolean claimed(byte head) {
        return (head & ~KEY_BITS) == (byte) MARK;
    }

    static int key(byte head) {
        return head & KEY_BITS;
    }

    /** A body without what changes from beat to beat. */
    static byte[] substance(StatusMessage message, StatusCodec codec) {
        ByteBuffer out = SCRATCH.get().clear();
        codec.encode(
                with(message, 0, 0, message.echo() == null ? null : echo(message, 0), leases(message.groups(), 1)),
                out);
        return Arrays.copyOf(out.array(), out.position());
    }

    static byte hint(byte[] substance) {
        CRC32 crc = new CRC32();
        crc.update(substance);
        return (byte) crc.getValue();
    }

    /** Writes everything before the tag; the beat has an echo. */
    static void write(StatusMessage message, int key, byte hint, ByteBuffer out) {
        out.put((byte) (MARK | key));
        out.putShort((short) message.sequence());
        out.putShort((short) message.echo().sequence());
        out.putShort((short) clockMs(message.clockNs()));
        int longest =
                message.groups().stream().mapToInt(GroupStatus::leaseMs).max().orElse(0);
        StatusCodec.putNumber(out, (Math.max(0, longest) + LEASE_UNIT_MS - 1L) / LEASE_UNIT_MS);
        out.put(hint);
    }

    /**
     * What a short beat means.
     *
     * @param head the bytes before the tag, {@link #SHORTEST} to {@link #LONGEST} of them
     * @param known the last full beat of its sender that was accepted here
     * @param latest the last beat of its sender that was accepted here, its sequence and clock
     * @param ownSequence the last beat sent from here
     * @throws MalformedBeatException when the bytes are no short beat
     */
    static StatusMessage read(ByteBuffer head, StatusMessage known, StatusMessage latest, long ownSequence)
            throws MalformedBeatException {
        head.get();
        long sequence = upTo(latest.sequence(), head.getShort());
        long echoed = ownSequence - (ownSequence - head.getShort() & LOW_BITS);
        long clockMs = upTo(clockMs(latest.clockNs()), head.getShort());
        long lease = number(head) * LEASE_UNIT_MS;
        if (head.remaining() != 1) {
            throw new MalformedBeatException("lease out of range");
        }
        return with(known, sequence, clockMs * MILLION, echo(known, echoed), leases(known.groups(), (int) lease));
    }

    private static long number(ByteBuffer head) throws MalformedBeatException {
        try {
            return StatusCodec.number(head);
        } catch (BufferUnderflowException e) {
            throw new MalformedBeatException("truncated");
        }
    }

    /** What the tag covers: the bytes themselves, the numbers in full, the substance. */
    static byte[] covered(byte[] data, int offset, int length, StatusMessage message, byte[] substance) {
        return ByteBuffer.allocate(length + 4 + 3 * 8 + substance.length)
                .put(data, offset, length)
                .putInt(message.fingerprint())
                .putLong(message.sequence())
                .putLong(message.echo().sequence())
                .putLong(clockMs(message.clockNs()))
                .put(substance)
                .array();
    }

    /** Rounded up: a beat never seems older than it is. */
    static long clockMs(long clockNs) {
        return Math.floorDiv(clockNs + MILLION - 1, MILLION);
    }

    private static long upTo(long from, short low) {
        return from + (low - from & LOW_BITS);
    }

    private static StatusMessage.Echo echo(StatusMessage message, long sequence) {
        return new StatusMessage.Echo(
                message.echo().bootId(), sequence, message.echo().brief());
    }

    private static List<GroupStatus> leases(List<GroupStatus> groups, int leaseMs) {
        return groups.stream()
                .map(group -> group.leaseMs() <= 0 ? group : group.withLease(leaseMs))
                .toList();
    }

    private static StatusMessage with(
            StatusMessage message, long sequence, long clockNs, StatusMessage.Echo echo, List<GroupStatus> groups) {
        return new StatusMessage(
                message.fingerprint(),
                message.node(),
                message.bootId(),
                sequence,
                clockNs,
                echo,
                message.configDigest(),
                message.leaving(),
                groups,
                message.terms(),
                null);
    }
}
