package org.hadirector.heartbeat.link;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.hadirector.heartbeat.config.AuthMethod;
import org.hadirector.heartbeat.config.Authkeys;

/**
 * Hostile beats: random bytes, good beats with bytes changed, cut, doubled or joined, and good bodies under a good tag
 * with every field at random. Deterministic: a seed names its inputs.
 */
public final class BeatFuzz {
    private static final byte KIND = 1;

    private final SplittableRandom random;
    private final Authkeys keys;
    private final BeatGuard guard;
    private final MessageSigner signer;
    private final byte[] good;
    private final ClusterFacts receiver = ClusterFacts.of("fuzz", "ha1", List.of("ha1", "ha2"));
    private final ClusterFacts sender = ClusterFacts.of("fuzz", "ha2", List.of("ha1", "ha2"));
    private final StatusCodec codec = new StatusCodec(receiver);
    private long accepted;

    public BeatFuzz(long seed) {
        this.random = new SplittableRandom(seed);
        TreeMap<Integer, Authkeys.Key> all = new TreeMap<>();
        all.put(1, new Authkeys.Key(AuthMethod.CRC, "", 1));
        all.put(2, new Authkeys.Key(AuthMethod.SHA256, "fuzz", 2));
        this.keys = new Authkeys(random.nextBoolean() ? 1 : 2, all);
        this.guard = guard(receiver);
        this.signer = new MessageSigner(keys);
        this.good = guard(sender).seal(beat());
    }

    private BeatGuard guard(ClusterFacts cluster) {
        return new BeatGuard(cluster, KIND, keys, new ReplayWindow(), new BeatCounters());
    }

    private StatusMessage beat() {
        return Beats.full(sender, 1L << 40, 1);
    }

    /** Feeds that many inputs; anything but acceptance or a counted refusal comes out as an exception. */
    public void feed(long count) {
        for (long i = 0; i < count; i++) {
            byte[] input = input();
            if (guard.authentic(input, 0, input.length) && guard.open(input, 0, input.length) != null) {
                accepted++;
            }
            if ((i & 3) == 0) {
                body(input);
            }
        }
    }

    /** The body's decoder without its envelope. */
    private void body(byte[] input) {
        try {
            codec.decode(ByteBuffer.wrap(input));
        } catch (MalformedBeatException e) {
            // the one refusal that is allowed
        }
    }

    /** How many inputs were good beats: when none is, the inputs do not get past the door. */
    public long accepted() {
        return accepted;
    }

    private byte[] input() {
        return switch (random.nextInt(8)) {
            case 0 -> bytes(random.nextInt(64));
            case 1 -> bytes(random.nextInt(StatusCodec.MAX_BYTES + 100));
            case 2, 3 -> resigned(changed());
            case 4 -> resigned(bytes(6 + random.nextInt(120)));
            case 5 -> java.util.Arrays.copyOf(good, random.nextInt(2 * good.length));
            default -> changed();
        };
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] changed() {
        byte[] changed = good.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return changed;
    }

    /** A body that got hold of the key: head and tag are right whatever stands between them. */
    private byte[] resigned(byte[] from) {
        int tag = signer.tagLength(keys.signing());
        int length = Math.max(6, from.length - tag);
        byte[] signed = java.util.Arrays.copyOf(from, length + tag);
        ByteBuffer.wrap(signed)
                .put(BeatGuard.VERSION)
                .put((byte) keys.signing())
                .putInt(receiver.fingerprint());
        signer.sign(KIND, signed, length);
        return signed;
    }
}
