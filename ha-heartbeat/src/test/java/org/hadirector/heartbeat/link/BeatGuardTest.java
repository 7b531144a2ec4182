package org.hadirector.heartbeat.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.hadirector.heartbeat.config.AuthMethod;
import org.hadirector.heartbeat.config.Authkeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BeatGuardTest {
    private static final byte MCAST = 2;
    private static final byte SERIAL = 4;
    private static final long BOOT = 5L << 32;

    private final BeatCounters counters = new BeatCounters();

    private BeatGuard guard(ClusterFacts cluster, Authkeys keys) {
        return new BeatGuard(cluster, MCAST, keys, new ReplayWindow(), counters);
    }

    private static BeatGuard sender(ClusterFacts cluster, byte kind, Authkeys keys) {
        return new BeatGuard(cluster, kind, keys, new ReplayWindow(), new BeatCounters());
    }

    private static StatusMessage receive(BeatGuard guard, byte[] bytes) {
        return guard.authentic(bytes, 0, bytes.length) ? guard.open(bytes, 0, bytes.length) : null;
    }

    @ParameterizedTest
    @EnumSource(AuthMethod.class)
    void shouldLetThePeersBeatsThrough(AuthMethod method) {
        Authkeys keys = Beats.keys(3, Map.of(3, method));
        StatusMessage beat = Beats.beat(Beats.HA1, BOOT, 1);

        assertEquals(
                beat,
                receive(guard(Beats.HA2, keys), sender(Beats.HA1, MCAST, keys).seal(beat)));
        assertEquals(1, counters.snapshot().received());
    }

    @ParameterizedTest
    @EnumSource(AuthMethod.class)
    void shouldCallEveryDamagedByteForgedForeignOrMalformed(AuthMethod method) {
        Authkeys keys = Beats.keys(3, Map.of(3, method));
        BeatGuard receiver = guard(Beats.HA2, keys);
        byte[] good = sender(Beats.HA1, MCAST, keys).seal(Beats.beat(Beats.HA1, BOOT, 1));

        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 0x10;
            assertNull(receive(receiver, bad), "byte " + i);
        }
        LinkCounters counted = counters.snapshot();
        assertEquals(1, counted.malformed());
        assertEquals(4, counted.foreign());
        assertEquals(good.length - 5, counted.forged());
        assertTrue(receive(receiver, good) != null);
    }

    @Test
    void shouldDropEveryTruncation() {
        BeatGuard receiver = guard(Beats.HA2, Beats.SHA256);
        byte[] good = sender(Beats.HA1, MCAST, Beats.SHA256).seal(Beats.beat(Beats.HA1, BOOT, 1));

        for (int length = 0; length < good.length; length++) {
            assertNull(receive(receiver, Arrays.copyOf(good, length)));
        }
        assertEquals(0, counters.snapshot().received());
    }

    @Test
    void shouldNotTakeABeatOfAnotherKindOfLink() {
        byte[] serial = sender(Beats.HA1, SERIAL, Beats.SHA256).seal(Beats.beat(Beats.HA1, BOOT, 1));

        assertNull(receive(guard(Beats.HA2, Beats.SHA256), serial));
        assertEquals(1, counters.snapshot().forged());
    }

    @Test
    void shouldAcceptEveryListedKeyWhileKeysAreRolled() {
        Map<Integer, AuthMethod> both = Map.of(1, AuthMethod.SHA1, 2, AuthMethod.SHA256);
        BeatGuard receiver = guard(Beats.HA2, Beats.keys(2, both));

        assertTrue(
                receive(receiver, sender(Beats.HA1, MCAST, Beats.keys(1, both)).seal(Beats.beat(Beats.HA1, BOOT, 1)))
                        != null);
        assertTrue(
                receive(receiver, sender(Beats.HA1, MCAST, Beats.keys(2, both)).seal(Beats.beat(Beats.HA1, BOOT, 2)))
                        != null);
    }

    @Test
    void shouldCountAnUnknownKeyAndAWrongOneAsForged() {
        Authkeys other = Beats.keys(2, Map.of(2, AuthMethod.SHA256));
        Authkeys wrong = new Authkeys(1, Map.of(1, new Authkeys.Key(AuthMethod.SHA256, "guess", 1)));
        BeatGuard receiver = guard(Beats.HA2, Beats.SHA256);

        assertNull(receive(receiver, sender(Beats.HA1, MCAST, other).seal(Beats.beat(Beats.HA1, BOOT, 1))));
        assertNull(receive(receiver, sender(Beats.HA1, MCAST, wrong).seal(Beats.beat(Beats.HA1, BOOT, 1))));
        assertEquals(2, counters.snapshot().forged());
    }

    @Test
    void shouldDropAnotherClusterAsForeignBeforeLookingAtItsTag() {
        ClusterFacts other = ClusterFacts.of("web", "ha1", List.of("ha1", "ha2"));
        Authkeys theirs = Beats.keys(9, Map.of(9, AuthMethod.MD5));

        assertNull(receive(
                guard(Beats.HA2, Beats.SHA256), sender(other, MCAST, theirs).seal(Beats.beat(other, BOOT, 1))));
        assertEquals(1, counters.snapshot().foreign());
    }

    @Test
    void shouldIgnoreItsOwnBeatsWithoutCountingThem() {
        BeatGuard receiver = guard(Beats.HA2, Beats.SHA256);

        assertNull(receive(receiver, receiver.seal(Beats.beat(Beats.HA2, BOOT, 1))));
        assertEquals(new LinkCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), counters.snapshot());
    }

    @Test
    void shouldDropReplaysAndOldBeatsOfEachRun() {
        BeatGuard receiver = guard(Beats.HA2, Beats.SHA256);
        BeatGuard sender = sender(Beats.HA1, MCAST, Beats.SHA256);
        byte[] five = sender.seal(Beats.beat(Beats.HA1, BOOT, 5));
        byte[] next = sender.seal(Beats.beat(Beats.HA1, BOOT - 1, 1));

        assertTrue(receive(receiver, five) != null);
        assertNull(receive(receiver, five));
        assertNull(receive(receiver, sender.seal(Beats.beat(Beats.HA1, BOOT, 4))));
        assertTrue(receive(receiver, next) != null, "a run with a smaller id may be the present one");
        assertNull(receive(receiver, five), "each beat once, whatever came between");
        assertNull(receive(receiver, next));
        assertEquals(4, counters.snapshot().replayed());
        assertEquals(2, counters.snapshot().received());
    }

    @Test
    void shouldOrderRunsByClockButNeverBelowTheFormer() {
        long first = BootId.next(0, 1_700_000_000L, 0xdeadbeef);

        assertEquals(1_700_000_000L, first >>> 32);
        assertTrue(BootId.newer(BootId.next(first, 1_600_000_000L, 0), first));
        assertTrue(BootId.newer(BootId.next(0, 4_000_000_000L, 0), first));
        assertFalse(BootId.newer(first, first));
    }

    /** The fingerprint does not tell them apart, as that of another cluster may not by chance. */
    @Test
    void shouldCountANodeThatTheClusterDoesNotHaveAsForeign() {
        ClusterFacts three = new ClusterFacts("ha3", List.of("ha1", "ha2", "ha3"), Beats.HA2.fingerprint());

        assertNull(receive(
                guard(Beats.HA2, Beats.SHA256),
                sender(three, MCAST, Beats.SHA256).seal(Beats.beat(three, BOOT, 1))));
        assertEquals(1, counters.snapshot().foreign());
    }

    /** Who has a key may have another version. */
    @Test
    void shouldCountABodyThatIsNoneAsMalformedAlthoughItsTagIsRight() {
        byte[] beat = sender(Beats.HA1, MCAST, Beats.SHA256).seal(Beats.beat(Beats.HA1, BOOT, 1));
        byte[] bytes = Arrays.copyOf(beat, beat.length + 1);
        int length = new MessageSigner(Beats.SHA256).sign(MCAST, bytes, beat.length - MessageSigner.MAX_TAG + 1);

        assertNull(receive(guard(Beats.HA2, Beats.SHA256), Arrays.copyOf(bytes, length)));
        assertEquals(1, counters.snapshot().malformed());
        assertEquals(0, counters.snapshot().forged());
    }

    @Test
    void shouldCountABeatAsForgedWhoseKeyIsTakenAwayMeanwhile() {
        BeatGuard receiver = guard(Beats.HA2, Beats.SHA256);
        byte[] beat = sender(Beats.HA1, MCAST, Beats.SHA256).seal(Beats.beat(Beats.HA1, BOOT, 1));

        assertTrue(receiver.authentic(beat, 0, beat.length));
        receiver.rekey(Beats.keys(2, Map.of(2, AuthMethod.SHA256)));
        assertNull(receiver.open(beat, 0, beat.length));
        assertEquals(1, counters.snapshot().forged());
    }

    @Test
    void shouldCountWhatIsShorterThanItsKeysTagOrLongerThanAnyBeatAsMalformed() {
        BeatGuard receiver = guard(Beats.HA2, Beats.SHA256);
        byte[] beat = sender(Beats.HA1, MCAST, Beats.SHA256).seal(Beats.beat(Beats.HA1, BOOT, 1));

        assertFalse(receiver.authentic(beat, 0, 6 + MessageSigner.MAX_TAG - 1));
        assertEquals(1, counters.snapshot().malformed());
        assertFalse(receiver.authentic(Arrays.copyOf(beat, StatusCodec.MAX_BYTES + 1), 0, StatusCodec.MAX_BYTES + 1));
        assertEquals(2, counters.snapshot().malformed());
        assertFalse(receiver.authentic(Arrays.copyOf(beat, StatusCodec.MAX_BYTES), 0, StatusCodec.MAX_BYTES));
        assertEquals(1, counters.snapshot().forged());
    }

    @Property
    void shouldThrowNothingOnRandomBytes(@ForAll @Size(max = 200) byte[] bytes) {
        BeatGuard receiver = guard(Beats.HA2, Beats.SHA256);
        assertNull(receive(receiver, bytes));
        byte[] likely = new byte[bytes.length + 6];
        System.arraycopy(receiver.seal(Beats.beat(Beats.HA2, BOOT, 1)), 0, likely, 0, 6);
        System.arraycopy(bytes, 0, likely, 6, bytes.length);
        assertNull(receive(receiver, likely));
    }
}
