package org.hadirector.director.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.EventDetail;
import org.hadirector.heartbeat.link.AskScope;
import org.hadirector.heartbeat.link.GroupStatus.AskReason;
import org.junit.jupiter.api.Test;

/** Standbys that come to nothing: what follows is not told in their words. */
class StandbyEndsTest {
    private static final EventDetail OFFERED = new EventDetail.Question(AskReason.OFFERED, AskScope.ALL);
    private static final CoreEvent DEAD =
            new CoreEvent(Kind.PEER_DEAD, "", "ha2", "", 0, EventDetail.Note.HELD_NOTHING);

    private final HeartbeatTexts texts = new HeartbeatTexts("ha1", "ha2", false, 0, Set.of("web"), true, false);

    private static CoreEvent of(Kind kind, EventDetail detail) {
        return new CoreEvent(kind, "web", "ha1", "", 1, detail);
    }

    private static CoreEvent of(Kind kind) {
        return of(kind, EventDetail.Note.NONE);
    }

    private List<String> told(CoreEvent... events) {
        return Arrays.stream(events)
                .flatMap(event -> texts.lines(event).stream())
                .map(LogLine::text)
                .toList();
    }

    private void give() {
        told(of(Kind.RELEASING, OFFERED), of(Kind.NONE), of(Kind.GRANTED, OFFERED));
    }

    @Test
    void shouldTakeBackWhatWasGivenAsAnyGroupOfItsOwn() {
        give();
        assertTrue(told(of(Kind.CLAIM)).contains("received ip-request-resp web OK yes"));
        assertTrue(told(of(Kind.OWNER)).contains("Local Resource acquisition completed."));
    }

    @Test
    void shouldNotTellOfAReleaseInStandbyWhereATakeoverIsBrokenOff() {
        told(of(Kind.ASKED, OFFERED), of(Kind.CLAIM, OFFERED));
        assertEquals(List.of("Giving up resource group web"), told(of(Kind.RELEASING)));
        assertEquals(List.of("Resource group web is not held here"), told(of(Kind.NONE)));
    }

    @Test
    void shouldCancelAStandbyWhoseOtherSideDiesAndNoOther() {
        give();
        String cancelled = "Cancelling pending standby operation";
        assertEquals(List.of("node ha2: is dead", cancelled, "Dead node ha2 gave up resources."), told(DEAD));
        assertFalse(told(DEAD).contains(cancelled), "it was cancelled");
        told(of(Kind.ASKED, OFFERED), of(Kind.CLAIM, OFFERED));
        assertTrue(told(DEAD).contains(cancelled), "one in which this node takes");
        give();
        told(of(Kind.TAKEN));
        assertFalse(told(DEAD).contains(cancelled), "it was complete");
    }

    @Test
    void shouldNotSpeakOfWhatADeadNodeLeftWhileItEndsItself() {
        assertEquals(2, told(DEAD).size());
        texts.leaving("1", true, false);
        assertEquals(List.of("node ha2: is dead"), told(DEAD));
        assertEquals(List.of("node ha2: is dead"), told(new CoreEvent(Kind.PEER_DEAD, "", "ha2", "", 0)));
    }
}
