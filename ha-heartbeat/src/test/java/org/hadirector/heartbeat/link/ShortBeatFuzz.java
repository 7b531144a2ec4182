package org.hadirector.heartbeat.link;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.hadirector.heartbeat.config.AuthMethod;
import org.hadirector.heartbeat.config.Authkeys;

/**
 * Hostile beats in {@link ShortForm} between two ends of a serial line that understand each other: random bytes, good
 * ones changed, cut, joined and repeated, and made-up ones under a good tag. Deterministic: a seed names its inputs.
 */
final class ShortBeatFuzz {
    private static final byte LINK = LinkId.of(4, 0);
    private static final long BEAT_NS = 100_000_000;
    private static final int GOOD_EVERY = 64;

    private final SplittableRandom random;
    private final boolean keyed;
    private final boolean forgeable;
    private final Authkeys keys;
    private final End ha1;
    private final End ha2;
    private final ShortReceiver shadow = new ShortReceiver(new StatusCodec(Beats.HA2));
    private byte[] good;
    private long clockNs = 1_000_000_000_000L;
    private long understood;

    /** One end of the line. */
    private static final class End {
        private final ClusterFacts facts;
        private final long bootId;
        private final BeatGuard guard;
        private long sequence;
        private StatusMessage.Echo echo;

        End(ClusterFacts facts, long bootId, Authkeys keys) {
            this.facts = facts;
            this.bootId = bootId;
            ReplayWindow window = new ReplayWindow();
            guard = new BeatGuard(facts, LINK, keys, window, new BeatCounters()).sparing();
        }

        byte[] say(long clockNs) {
            return guard.seal(Beats.plain(facts, bootId, ++sequence, clockNs, echo));
        }

        StatusMessage hear(byte[] wire) {
            return guard.authentic(wire, 0, wire.length) ? guard.open(wire, 0, wire.length) : null;
        }
    }

    ShortBeatFuzz(long seed) {
        random = new SplittableRandom(seed);
        keyed = random.nextInt(4) == 0;
        forgeable = random.nextBoolean();
        keys = Beats.keys(1, Map.of(1, forgeable ? AuthMethod.CRC : AuthMethod.SHA256));
        ha1 = new End(Beats.HA1, 5L << 32, keys);
        ha2 = new End(Beats.HA2, 9L << 32, keys);
        for (int i = 0; i < 4; i++) {
            exchange();
        }
    }

    /** Good beats that were understood between the hostile ones, in short form. */
    long understood() {
        return understood;
    }

    /**
     * Feeds that many inputs.
     *
     * @throws AssertionError when one is believed that must not be, or a good one is not understood behind them
     */
    void feed(int count) {
        for (int i = 0; i < count; i++) {
            byte[] input = input();
            StatusMessage heard = ha2.hear(input);
            if (heard != null && !keyed && !forgeable) {
                throw new AssertionError("believed: " + Arrays.toString(input));
            }
            if (heard != null) {
                shadow.accepted(heard, 0, false);
            }
            if (i % GOOD_EVERY == 0 && !exchange() && !keyed && !forgeable) {
                throw new AssertionError("a good beat is not understood after " + Arrays.toString(input));
            }
        }
    }

    /** A beat each way; whether the first was understood. */
    private boolean exchange() {
        clockNs += BEAT_NS;
        good = ha1.say(clockNs);
        StatusMessage heard = ha2.hear(good);
        if (heard == null) {
            return false;
        }
        boolean full = !ShortForm.claimed(good[0]);
        understood += full ? 0 : 1;
        shadow.accepted(heard, 0, full);
        ha2.echo = new StatusMessage.Echo(heard.bootId(), heard.sequence());
        shadow.sent(ha2.sequence + 1);
        StatusMessage answer = ha1.hear(ha2.say(clockNs));
        if (answer != null) {
            ha1.echo = new StatusMessage.Echo(answer.bootId(), answer.sequence());
        }
        return true;
    }

    private byte[] input() {
        return switch (random.nextInt(8)) {
            case 0 -> marked(bytes(random.nextInt(40)));
            case 1 -> marked(bytes(17));
            case 2 -> Arrays.copyOf(good, random.nextInt(good.length));
            case 3 -> Arrays.copyOf(good, good.length + 1 + random.nextInt(40));
            case 4 -> good; // again
            case 5 -> keyed ? resigned() : changed();
            default -> changed();
        };
    }

    private byte[] marked(byte[] bytes) {
        if (bytes.length > 0) {
            bytes[0] = (byte) (ShortForm.MARK | random.nextInt(8) / 7 * random.nextInt(128) | 1);
        }
        return bytes;
    }

    private byte[] changed() {
        byte[] changed = good.clone();
        changed[random.nextInt(changed.length)] ^= (byte) (1 + random.nextInt(255));
        return changed;
    }

    /** Any numbers under a tag that is right. */
    private byte[] resigned() {
        int length = ShortForm.SHORTEST + random.nextInt(4);
        byte[] head = marked(bytes(length));
        head[0] = (byte) (ShortForm.MARK | 1);
        if (ShortForm.claimed(good[0])) {
            int tag = new MessageSigner(keys).shortTagLength(1);
            head[length - 1] = good[good.length - tag - 1];
        }
        try {
            ShortReceiver.Completed full = shadow.complete(head, 0, length);
            if (full == null) {
                return head;
            }
            byte[] tag = new MessageSigner(keys).shortTag(LINK, full.covered());
            byte[] whole = Arrays.copyOf(head, length + tag.length);
            System.arraycopy(tag, 0, whole, length, tag.length);
            return whole;
        } catch (MalformedBeatException e) {
            return head;
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
