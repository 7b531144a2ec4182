package org.hadirector.director.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeartbeatTextsTest {
    private final HeartbeatTexts texts = new HeartbeatTexts("ha1", "ha2");

    private String first(Kind kind, String subject, long value) {
        return texts.lines(new CoreEvent(kind, "10.0.0.1", subject, "", value))
                .get(0)
                .text();
    }

    @Test
    void shouldSpeakHeartbeatsWords() {
        assertEquals("Link ha2:eth1 up.", first(Kind.LINK_UP, "eth1", 0));
        assertEquals("Link ha2:/dev/ttyS0 dead.", first(Kind.LINK_DEAD, "/dev/ttyS0", 0));
        assertEquals("node ha2: is dead", first(Kind.PEER_DEAD, "ha2", 0));
        assertEquals("Late heartbeat: Node ha2: interval 1234 ms", first(Kind.PEER_LATE, "ha2", 1234));
        assertEquals("Status update for node ha2: status active", first(Kind.PEER_UP, "ha2", 0));
        assertEquals("Resources being acquired from ha2.", first(Kind.BEREAVED, "ha2", 0));
        assertEquals("Received shutdown notice from 'ha2'.", first(Kind.PEER_LEAVING, "ha2", 0));
        assertEquals("Taking over resource group 10.0.0.1", first(Kind.CLAIM, "", 0));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldHaveALineForEveryKind(Kind kind) {
        assertFalse(texts.lines(new CoreEvent(kind, "g", "s", "r", 1)).isEmpty());
    }
}
