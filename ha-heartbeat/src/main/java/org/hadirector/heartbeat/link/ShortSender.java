package org.hadirector.heartbeat.link;

import java.util.Arrays;
import java.util.Objects;

/**
 * Whether a beat may leave in {@link ShortForm}: only when the other end's echo names a beat of the same substance that
 * it heard on this link a short while ago, and never one beat in {@link #FULL_EVERY}. So whoever starts to listen, or
 * lost what it knew, hears all of it soon. The sending thread's; echoes come from the receiving one.
 */
final class ShortSender {
    /** A multiple of the rhythm in which beats say their surroundings. */
    static final int FULL_EVERY = 64;

    private static final int REMEMBERED = 256;
    /** Less than what two bytes of milliseconds tell apart. */
    private static final long LONGEST_NS = 60_000_000_000L;

    private final long[] sequences = new long[REMEMBERED];
    private final long[] clocks = new long[REMEMBERED];
    private final int[] generations = new int[REMEMBERED];
    private byte[] substance = {};
    private StatusMessage.Surroundings surroundings;
    private int generation;
    private byte hint;
    /** The last beat of ours that the other end heard. */
    private volatile StatusMessage.Echo heard;

    /** The other end's echo, out of an authentic beat; null when it hears nothing of us. Any thread. */
    void echoed(StatusMessage.Echo echo) {
        heard = echo;
    }

    /** Takes note of a beat that leaves now; whether its short form will be understood. */
    boolean shortens(StatusMessage message, StatusCodec codec) {
        byte[] now = ShortForm.substance(message, codec);
        boolean moved = message.surroundings() != null && !Objects.equals(message.surroundings(), surroundings);
        if (moved || !Arrays.equals(now, substance)) {
            substance = now;
            hint = ShortForm.hint(now);
            surroundings = message.surroundings() == null ? surroundings : message.surroundings();
            generation++;
        }
        int at = (int) (message.sequence() & (REMEMBERED - 1));
        sequences[at] = message.sequence();
        clocks[at] = message.clockNs();
        generations[at] = generation;
        return message.echo() != null && message.sequence() % FULL_EVERY != 0 && known(message);
    }

    private boolean known(StatusMessage message) {
        StatusMessage.Echo echo = heard;
        if (echo == null || echo.bootId() != message.bootId()) {
            return false;
        }
        int at = (int) (echo.sequence() & (REMEMBERED - 1));
        return sequences[at] == echo.sequence()
                && echo.sequence() < message.sequence()
                && generations[at] == generation
                && message.clockNs() - clocks[at] < LONGEST_NS;
    }

    byte[] substance() {
        return substance;
    }

    byte hint() {
        return hint;
    }
}
