package org.hadirector.heartbeat.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.hadirector.heartbeat.config.AuthMethod;
import org.hadirector.heartbeat.config.Authkeys;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.hadirector.heartbeat.link.StatusMessage.Echo;
import org.hadirector.heartbeat.link.StatusMessage.Surroundings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShortFormTest {
    private static final byte SERIAL = LinkId.of(4, 0);
    private static final byte SECOND_SERIAL = LinkId.of(4, 1);
    private static final long MS = 1_000_000;
    private static final int SHORT = 17;

    /** One end of a line: a node that beats and echoes as the core does. */
    private static final class End {
        private final ClusterFacts facts;
        private final long bootId;
        private final BeatCounters counters = new BeatCounters();
        private final BeatGuard guard;
        private long sequence;
        private Echo echo;
        private GroupStatus group = GroupStatusOf.state(OwnerState.OWNER, 900);
        private Surroundings around;

        End(ClusterFacts facts, long bootId, byte link, Authkeys keys) {
            this.facts = facts;
            this.bootId = bootId;
            this.guard = new BeatGuard(facts, link, keys, new ReplayWindow(), counters).sparing();
        }

        StatusMessage next(long clockNs) {
            return new StatusMessage(
                    facts.fingerprint(),
                    facts.node(),
                    bootId,
                    ++sequence,
                    clockNs,
                    echo,
                    0xcafe,
                    false,
                    List.of(group),
                    null,
                    around);
        }

        StatusMessage hear(byte[] wire) {
            StatusMessage heard = guard.authentic(wire, 0, wire.length) ? guard.open(wire, 0, wire.length) : null;
            echo = heard == null ? echo : new Echo(heard.bootId(), heard.sequence(), true);
            return heard;
        }
    }

    private static final class GroupStatusOf {
        static GroupStatus state(OwnerState state, int leaseMs) {
            return new GroupStatus(0x12345678, 7, state, leaseMs, true, false, false, null, null, null);
        }
    }

    private final End ha1 = new End(Beats.HA1, 5L << 32, SERIAL, Beats.SHA256);
    private final End ha2 = new End(Beats.HA2, 9L << 32, SERIAL, Beats.SHA256);
    private long clockNs = 1_000 * MS;

    /** A beat each way; the length of the one from {@code from}. */
    private int exchange(End from, End to) {
        clockNs += 100 * MS;
        StatusMessage said = from.next(clockNs);
        byte[] wire = from.guard.seal(said);
        assertMeans(said, to.hear(wire), wire.length <= SHORT + 1);
        StatusMessage answer = to.next(clockNs + 7_000);
        byte[] back = to.guard.seal(answer);
        assertMeans(answer, from.hear(back), back.length <= SHORT + 1);
        return wire.length;
    }

    private static void assertMeans(StatusMessage said, StatusMessage heard, boolean shortened) {
        assertNotNull(heard);
        assertEquals(said.sequence(), heard.sequence());
        assertEquals(said.echo(), heard.echo());
        assertEquals(said.bootId(), heard.bootId());
        assertEquals(said.groups().get(0).state(), heard.groups().get(0).state());
        int lease = said.groups().get(0).leaseMs();
        int heardLease = heard.groups().get(0).leaseMs();
        assertTrue(heardLease >= lease && heardLease < lease + 8, heardLease + " for " + lease);
        long later = heard.clockNs() - said.clockNs();
        assertTrue(later >= 0 && later <= (shortened ? MS : 0), "clock off by " + later);
    }

    private void settle() {
        for (int i = 0; i < 4; i++) {
            exchange(ha1, ha2);
        }
    }

    @Test
    void shouldNotBeConfusedByFullBeatsOfAFormerRun() {
        End former = new End(Beats.HA1, 6L << 32, SERIAL, Beats.SHA256);
        byte[] first = former.guard.seal(former.next(clockNs));
        former.hear(ha2.guard.seal(ha2.next(clockNs)));
        byte[] answering = former.guard.seal(former.next(clockNs));
        settle();
        for (byte[] recorded : List.of(first, answering)) {
            Echo echo = ha2.echo;
            assertNotNull(ha2.hear(recorded), "the core tells it from a new run");
            ha2.echo = echo;
            assertEquals(SHORT, exchange(ha1, ha2));
        }
        End next = new End(Beats.HA1, 4L << 32, SERIAL, Beats.SHA256);
        for (int i = 0; i < 2; i++) {
            exchange(next, ha2);
        }
        assertTrue(exchange(next, ha2) <= SHORT, "a run that answers is understood whatever its id");
    }

    @Test
    void shouldSayOnlyWhatIsNewOnceTheOtherEndHasHeardTheRest() {
        assertTrue(exchange(ha1, ha2) > SHORT, "nobody has heard anything yet");
        settle();

        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < 640; i++) {
            ha1.group = GroupStatusOf.state(OwnerState.OWNER, 700 + i % 256);
            lengths.add(exchange(ha1, ha2));
        }

        assertEquals(630, lengths.stream().filter(n -> n == SHORT).count(), lengths.toString());
        assertEquals(0, bad(ha1) + bad(ha2));
    }

    private static long bad(End end) {
        LinkCounters c = end.counters.snapshot();
        return c.foreign() + c.forged() + c.malformed() + c.replayed() + c.misrouted() + c.unresolved();
    }

    @Test
    void shouldCountShortBeatsOfAnUnknownKeyAndOfNoLength() {
        settle();
        byte[] wire = ha1.guard.seal(ha1.next(clockNs + MS));
        assertTrue(wire.length <= SHORT + 1);
        wire[0] = (byte) (ShortForm.MARK | 9);
        assertFalse(ha2.guard.authentic(wire, 0, wire.length));
        assertEquals(1, ha2.counters.snapshot().forged());
        wire[0] = (byte) (ShortForm.MARK | 1);
        assertFalse(ha2.guard.authentic(wire, 0, ShortForm.SHORTEST));
        assertEquals(1, ha2.counters.snapshot().malformed());
    }

    @Test
    void shouldSayWhatChangedUntilItWasHeard() {
        settle();
        ha1.group = GroupStatusOf.state(OwnerState.RELEASING, 0);
        for (int lost = 0; lost < 5; lost++) {
            assertTrue(ha1.guard.seal(ha1.next(clockNs)).length > SHORT + 1);
        }
        assertTrue(exchange(ha1, ha2) > SHORT + 1);
        assertTrue(exchange(ha1, ha2) <= SHORT, "heard and echoed");
    }

    @Test
    void shouldSayItsSurroundingsUntilTheyWereHeard() {
        settle();
        ha1.around = new Surroundings(2, List.of("02:00:00:00:00:01"));
        assertTrue(exchange(ha1, ha2) > SHORT + 1);
        assertTrue(exchange(ha1, ha2) <= SHORT);
        ha1.around = null;
        assertTrue(exchange(ha1, ha2) <= SHORT);
        ha1.around = new Surroundings(1, List.of("02:00:00:00:00:01"));
        assertTrue(exchange(ha1, ha2) > SHORT + 1);
        assertTrue(exchange(ha1, ha2) <= SHORT);
        Note note = new Note("ha2", Note.Kind.SITE, 1, "north");
        ha1.around = new Surroundings(1, List.of("02:00:00:00:00:01"), List.of(note));
        assertTrue(exchange(ha1, ha2) > SHORT + 1);
        assertTrue(exchange(ha1, ha2) <= SHORT, "what was noted and heard costs a line nothing");
    }

    @Test
    void shouldSayEverythingToAPeerThatHearsNothingOrStartsAnew() {
        settle();
        End again = new End(Beats.HA2, 10L << 32, SERIAL, Beats.SHA256);
        byte[] wire = ha1.guard.seal(ha1.next(clockNs));
        assertNull(again.hear(wire));
        assertEquals(1, again.counters.snapshot().unresolved());

        byte[] hello = again.guard.seal(again.next(clockNs));
        assertNotNull(ha1.hear(hello));

        assertTrue(exchange(ha1, again) > SHORT + 1);
        exchange(ha1, again);
        assertTrue(exchange(ha1, again) <= SHORT);
    }

    @Test
    void shouldBeUnderstoodAfterLongLossOfBeats() {
        settle();
        for (int lost = 0; lost < 500; lost++) {
            clockNs += 100 * MS;
            byte[] wire = ha1.guard.seal(ha1.next(clockNs));
            assertTrue(wire.length > SHORT + 1 || lost < 256, "too far behind what the other end knows: " + lost);
        }
        exchange(ha1, ha2);
        assertEquals(0, bad(ha2));
    }

    @ParameterizedTest
    @EnumSource(AuthMethod.class)
    void shouldLetNothingDamagedReplayedOrOfAnotherLinkThrough(AuthMethod method) {
        Authkeys keys = Beats.keys(3, Map.of(3, method));
        End from = new End(Beats.HA1, 5L << 32, SERIAL, keys);
        End to = new End(Beats.HA2, 9L << 32, SERIAL, keys);
        End second = new End(Beats.HA2, 9L << 32, SECOND_SERIAL, keys);
        End secondFrom = new End(Beats.HA1, 5L << 32, SECOND_SERIAL, keys);
        for (int i = 0; i < 4; i++) {
            exchange(from, to);
            exchange(secondFrom, second);
        }
        // the same state on both links: the bytes would be understood
        byte[] good = from.guard.seal(from.next(clockNs));
        assertTrue(good.length <= SHORT, "length " + good.length);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 0x10;
            assertNull(to.hear(bad), "byte " + i);
        }
        for (int length = 0; length < good.length; length++) {
            assertNull(to.hear(Arrays.copyOf(good, length)));
        }
        assertNull(second.hear(good));
        assertEquals(1, second.counters.snapshot().misrouted());
        assertNotNull(to.hear(good));
        assertNull(to.hear(good));
        assertEquals(1, to.counters.snapshot().replayed());
    }

    @Test
    void shouldNotTakeARecordedBeatWhenTheLowBitsComeRoundAgain() {
        settle();
        byte[] recorded = ha1.guard.seal(ha1.next(clockNs));
        assertTrue(recorded.length <= SHORT);
        ha2.hear(recorded);
        // the numbers of ha1 and of its clock move on by exactly what two bytes hold
        ha1.sequence += 65_536 - 1 - 64;
        ha2.echo = null;
        clockNs += 65_536 * MS - 100 * MS;
        exchange(ha1, ha2);

        assertNull(ha2.hear(recorded));
        assertEquals(
                1, ha2.counters.snapshot().forged() + ha2.counters.snapshot().unresolved());
    }

    @Test
    void shouldRollKeysWithoutAMissedBeat() {
        Map<Integer, AuthMethod> both = Map.of(1, AuthMethod.SHA1, 2, AuthMethod.SHA256);
        End from = new End(Beats.HA1, 5L << 32, SERIAL, Beats.keys(1, both));
        End to = new End(Beats.HA2, 9L << 32, SERIAL, Beats.keys(1, both));
        for (int i = 0; i < 50; i++) {
            exchange(from, to);
            if (i == 20) {
                from.guard.rekey(Beats.keys(2, both));
            } else if (i == 30) {
                to.guard.rekey(Beats.keys(2, both));
            }
        }
        assertEquals(0, bad(from) + bad(to));
    }

    @Property
    void shouldThrowNothingOnRandomShortBeats(@ForAll @Size(max = 24) byte[] bytes) {
        settle();
        if (bytes.length > 0) {
            bytes[0] = (byte) (0x80 | bytes[0] & 1);
        }
        assertNull(ha2.hear(bytes));
    }

    @Test
    void shouldHealFromAnyLossInEitherDirection() {
        SplittableRandom random = new SplittableRandom(7);
        long heard = 0;
        for (int i = 0; i < 20_000; i++) {
            clockNs += 100 * MS;
            ha1.group = GroupStatusOf.state(random.nextInt(40) == 0 ? OwnerState.NONE : OwnerState.OWNER, 900);
            StatusMessage said = ha1.next(clockNs);
            byte[] wire = ha1.guard.seal(said);
            if (random.nextInt(100) < 40) {
                StatusMessage got = ha2.hear(wire);
                heard += got == null ? 0 : 1;
                if (got != null) {
                    assertEquals(
                            said.groups().get(0).state(), got.groups().get(0).state());
                }
            }
            byte[] back = ha2.guard.seal(ha2.next(clockNs));
            if (random.nextInt(100) < 40) {
                ha1.hear(back);
            }
        }
        LinkCounters counted = ha2.counters.snapshot();
        assertEquals(0, counted.forged() + counted.malformed() + counted.replayed());
        assertTrue(heard > 7_500, heard + " of some 8,000 understood, unresolved " + counted.unresolved());
    }
}
