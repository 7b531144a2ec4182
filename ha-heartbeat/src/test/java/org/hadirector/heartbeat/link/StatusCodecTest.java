package org.hadirector.heartbeat.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StatusCodecTest {
    private final StatusCodec codec = new StatusCodec(Beats.HA1);

    private ByteBuffer encode(StatusMessage message) {
        ByteBuffer out = ByteBuffer.allocate(StatusCodec.MAX_BYTES);
        codec.encode(message, out);
        return out.flip();
    }

    @Provide
    Arbitrary<StatusMessage> messages() {
        return Beats.messages();
    }

    @Property(tries = 300)
    void shouldRoundTripEveryMessage(@ForAll("messages") StatusMessage message) throws MalformedBeatException {
        assertEquals(message, codec.decode(encode(message)));
    }

    @Property(tries = 100)
    void shouldCallEveryTruncationMalformed(@ForAll("messages") StatusMessage message) {
        ByteBuffer whole = encode(message);
        for (int length = 0; length < whole.limit(); length++) {
            ByteBuffer cut = whole.duplicate().limit(length);
            assertThrows(MalformedBeatException.class, () -> codec.decode(cut), "cut to " + length);
        }
    }

    @Property
    void shouldThrowNothingElseOnRandomBytes(@ForAll @Size(max = 300) byte[] bytes) {
        decodeQuietly(bytes);
    }

    @Property
    void shouldThrowNothingElseOnADamagedBeat(
            @ForAll("messages") StatusMessage message, @ForAll @IntRange(max = 4095) int at, @ForAll byte value) {
        ByteBuffer whole = encode(message);
        byte[] bytes = new byte[whole.limit()];
        whole.get(bytes);
        bytes[at % bytes.length] = value;
        decodeQuietly(bytes);
    }

    private void decodeQuietly(byte[] bytes) {
        try {
            codec.decode(ByteBuffer.wrap(bytes));
        } catch (MalformedBeatException e) {
            assertTrue(e.getMessage() != null);
        }
    }

    @Test
    void shouldKeepABeatOfOneGroupShort() {
        StatusMessage beat = Beats.beat(Beats.HA1, 5L << 32, 100_000);

        assertTrue(encode(beat).limit() <= 60, "a body of " + encode(beat).limit() + " bytes");
    }

    @Test
    void shouldRefuseTooManyGroupsAndStrangersWhenEncoding() {
        StatusMessage good = Beats.beat(Beats.HA1, 1, 1);
        List<GroupStatus> many =
                Collections.nCopies(StatusCodec.MAX_GROUPS + 1, good.groups().get(0));
        StatusMessage tooMany = new StatusMessage(good.fingerprint(), "ha1", 1, 1, 1, null, 0, false, many);
        StatusMessage stranger = new StatusMessage(good.fingerprint(), "ha3", 1, 1, 1, null, 0, false, List.of());

        assertThrows(IllegalArgumentException.class, () -> encode(tooMany));
        assertThrows(IllegalArgumentException.class, () -> encode(stranger));
    }

    @Test
    void shouldHaveRoomForEverythingAtItsLongest() {
        GroupStatus group = new GroupStatus(
                -1,
                -1,
                GroupStatus.OwnerState.OWNER,
                Integer.MAX_VALUE,
                true,
                true,
                true,
                new GroupStatus.Ask(-1, GroupStatus.AskReason.values()[0]),
                new GroupStatus.Grant(-1, -1),
                new GroupStatus.Refuse(-1, GroupStatus.RefuseReason.OWNER_STAYS));
        Note note = new Note("ha1", Note.Kind.SITE, -1, "x".repeat(Note.MAX_BYTES));
        StatusMessage.Surroundings around = new StatusMessage.Surroundings(
                1,
                Collections.nCopies(StatusMessage.Surroundings.MAX_STATIONS, "02:00:00:00:00:01"),
                Collections.nCopies(4, note));
        long day = 86_400_000_000_000L;
        StatusMessage beat = new StatusMessage(
                Beats.HA1.fingerprint(),
                "ha1",
                -1,
                -1,
                -1,
                new StatusMessage.Echo(-1, -1),
                -1,
                false,
                Collections.nCopies(StatusCodec.MAX_GROUPS, group),
                new StatusMessage.Terms(day, day, day),
                around);

        int envelope = 64;
        assertTrue(
                encode(beat).limit() + envelope <= StatusCodec.MAX_BYTES,
                "" + encode(beat).limit());
    }

    @Test
    void shouldRefuseNotesThatAreNone() {
        for (String value : List.of("two\nlines", "x".repeat(Note.MAX_BYTES + 1), "\ud800")) {
            StatusMessage.Surroundings around =
                    new StatusMessage.Surroundings(1, List.of(), List.of(new Note("ha1", Note.Kind.SITE, 1, value)));
            StatusMessage beat =
                    new StatusMessage(Beats.HA1.fingerprint(), "ha1", 1, 1, 1, null, 0, false, List.of(), null, around);
            assertThrows(IllegalArgumentException.class, () -> encode(beat), value);
        }
    }

    @Test
    void shouldReturnNullForANodeThatTheClusterDoesNotHave() throws MalformedBeatException {
        ByteBuffer beat = encode(Beats.beat(Beats.HA1, 1, 1));
        beat.put(0, (byte) 2);

        assertNull(codec.decode(beat));
    }

    @Test
    void shouldCarryTheSendersTimesInWholeMicroseconds() throws MalformedBeatException {
        StatusMessage.Terms terms = new StatusMessage.Terms(2_500_000, 9_000_000_000L, 750_000_000);
        StatusMessage beat =
                new StatusMessage(Beats.HA1.fingerprint(), "ha1", 1, 1, 1, null, 0, false, List.of(), terms, null);
        StatusMessage agreed = new StatusMessage(Beats.HA1.fingerprint(), "ha1", 1, 1, 1, null, 0, false, List.of());

        assertEquals(terms, codec.decode(encode(beat)).terms());
        assertTrue(encode(agreed).limit() < encode(beat).limit(), "nothing is said between nodes that agree");
        StatusMessage.Terms never = new StatusMessage.Terms(0, 9_000_000_000L, 1_000_000);
        StatusMessage bad =
                new StatusMessage(Beats.HA1.fingerprint(), "ha1", 1, 1, 1, null, 0, false, List.of(), never, null);
        assertThrows(MalformedBeatException.class, () -> codec.decode(encode(bad)));
    }

    /** The body of a beat without groups, up to its flags and behind its digest. */
    private static byte[] body(int flags, int... rest) {
        ByteBuffer out = ByteBuffer.allocate(200);
        out.put((byte) 0).put((byte) flags).putLong(1).put((byte) 1).putLong(1).putInt(0);
        for (int next : rest) {
            out.put((byte) next);
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    private void assertMalformed(String why, byte[] body) {
        MalformedBeatException e =
                assertThrows(MalformedBeatException.class, () -> codec.decode(ByteBuffer.wrap(body)), why);
        assertEquals(why, e.getMessage());
    }

    /** What a later version may mean by it is not for this one to guess. */
    @Test
    void shouldRefuseFlagsThatItDoesNotKnowOrThatContradictEachOther() throws MalformedBeatException {
        assertEquals(List.of(), codec.decode(ByteBuffer.wrap(body(1, 0))).groups());
        assertMalformed("unknown flags", body(64, 0));
        assertMalformed("unknown flags", body(128, 0));
        assertMalformed("notes without surroundings", body(32, 0));
        assertMalformed("a brief echo that is none", body(16, 0));
    }

    @Test
    void shouldRefuseWhatIsBehindTheLastGroupAndMoreGroupsThanThereAre() {
        assertMalformed("bytes behind the last group", body(0, 0, 0));
        assertMalformed("too many groups", body(0, StatusCodec.MAX_GROUPS + 1));
    }

    @Test
    void shouldRefuseReasonsAndLeasesThatNobodyGives() throws MalformedBeatException {
        int[] asks = {1, 0, 0, 0, 5, 7, 32, 0, 0, 0, 0, 0, 0, 0, 0, 42, GroupStatus.AskReason.values().length - 1};
        assertEquals(
                42,
                codec.decode(ByteBuffer.wrap(body(0, asks)))
                        .groups()
                        .get(0)
                        .ask()
                        .nonce());
        asks[asks.length - 1]++;
        assertMalformed("unknown reason", body(0, asks));
        asks[6] = 128;
        asks[asks.length - 1] = GroupStatus.RefuseReason.values().length;
        assertMalformed("unknown reason", body(0, asks));
        int[] longest = {1, 0, 0, 0, 5, 7, 0, 0xff, 0xff, 0xff, 0xff, 7};
        assertEquals(
                Integer.MAX_VALUE,
                codec.decode(ByteBuffer.wrap(body(0, longest))).groups().get(0).leaseMs());
        longest[longest.length - 1] = 8;
        assertMalformed("lease out of range", body(0, longest));
    }

    @Test
    void shouldRefuseNumbersOfMoreThan64Bits() throws MalformedBeatException {
        int[] group = {1, 0, 0, 0, 5, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0, 0};
        assertEquals(
                -1,
                codec.decode(ByteBuffer.wrap(body(0, group))).groups().get(0).epoch());
        group[14] = 2;
        assertMalformed("number longer than 64 bits", body(0, group));
        group[14] = 0x81;
        assertMalformed("number longer than 64 bits", body(0, group));
    }
}
