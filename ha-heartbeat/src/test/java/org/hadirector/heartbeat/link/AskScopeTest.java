package org.hadirector.heartbeat.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.hadirector.heartbeat.link.GroupStatus.Ask;
import org.hadirector.heartbeat.link.GroupStatus.AskReason;

class AskScopeTest {
    @Property
    void shouldFindTheScopeOfAnOperatorsQuestionInItsNonce(@ForAll long random, @ForAll AskScope scope)
            throws MalformedBeatException {
        Ask ask = decoded(new Ask(scope.mark(random), AskReason.OPERATOR));
        assertEquals(scope, AskScope.of(ask));
        assertEquals(random >>> 32, ask.nonce() >>> 32, "half of it stays random");
    }

    @Property
    void shouldFindNoneInOtherQuestions(@ForAll long random, @ForAll AskScope scope) {
        assertEquals(AskScope.ALL, AskScope.of(new Ask(scope.mark(random), AskReason.FAILBACK)));
    }

    /** What looks marked by chance is none of ours. */
    @Property
    void shouldNeverMarkAQuestionAboutAll(@ForAll long random, @ForAll AskScope scope) {
        long marked = scope.mark(random);
        long all = AskScope.ALL.mark(marked);
        assertEquals(AskScope.ALL, AskScope.of(new Ask(all, AskReason.OPERATOR)));
        assertEquals(marked >>> 1, all >>> 1, "all else stays random");
        if (scope != AskScope.ALL) {
            assertNotEquals(marked, all);
        }
    }

    /** A daemon that knows of no scope reads such a beat: nothing but the nonce differs from one without. */
    @Property
    void shouldChangeNothingButTheNonceOnTheWire(@ForAll long random) {
        byte[] plain = body(new Ask(0, AskReason.OPERATOR));
        byte[] scoped = body(new Ask(AskScope.FOREIGN.mark(random), AskReason.OPERATOR));
        assertEquals(plain.length, scoped.length);
        int from = -1;
        int to = -1;
        for (int i = 0; i < plain.length; i++) {
            if (plain[i] != scoped[i]) {
                from = from < 0 ? i : from;
                to = i;
            }
        }
        assertEquals(true, to - from < 8, "only its eight bytes");
    }

    private static byte[] body(Ask ask) {
        StatusMessage beat = Beats.beat(Beats.HA1, 1, 1);
        GroupStatus group = beat.groups().get(0);
        GroupStatus asking =
                new GroupStatus(group.group(), 7, GroupStatus.OwnerState.NONE, 0, true, false, false, ask, null, null);
        StatusMessage all = new StatusMessage(
                beat.fingerprint(), beat.node(), 1, 1, beat.clockNs(), beat.echo(), 0, false, List.of(asking));
        ByteBuffer out = ByteBuffer.allocate(StatusCodec.MAX_BYTES);
        new StatusCodec(Beats.HA1).encode(all, out);
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    private static Ask decoded(Ask ask) throws MalformedBeatException {
        StatusMessage read = new StatusCodec(Beats.HA1).decode(ByteBuffer.wrap(body(ask)));
        return read.groups().get(0).ask();
    }
}
