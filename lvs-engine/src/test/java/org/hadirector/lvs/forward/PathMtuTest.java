package org.hadirector.lvs.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PathMtuTest {
    private final PathMtu mtu = new PathMtu();
    private final LinkMtus links = new LinkMtus();

    @Test
    void shouldUseWhatItLearntFromTheNextPacketOn() {
        assertEquals(1500, mtu.used(1500), "nothing was sent yet");
        assertEquals(1500, mtu.use(1500, 0));
        mtu.learn(1300, false, 0);
        assertEquals(1500, mtu.used(1500));
        assertEquals(1300, mtu.use(1500, 1));
        assertEquals(1300, mtu.used(1500));
        assertEquals(1200, mtu.use(1200, 1), "the link is smaller");
    }

    @Test
    void shouldForgetAfterTenMinutes() {
        mtu.learn(1300, false, 5);
        assertEquals(1300, mtu.use(1500, PathMtu.HOLDS_NS + 5));
        assertEquals(1500, mtu.use(1500, PathMtu.HOLDS_NS + 6));
    }

    @Test
    void shouldNotBelieveTinySizes() {
        mtu.learn(68, false, 0);
        assertEquals(552, mtu.use(1500, 0));
        mtu.learn(68, true, 0);
        assertEquals(1280, mtu.use(1500, 0));
    }

    @Test
    void shouldLimitNothingOnLinksItDoesNotKnow() {
        assertEquals(LinkMtus.UNKNOWN, links.of(2));
        links.set(Map.of(2, 1400, 5, 9000, -1, 7));
        assertEquals(1400, links.of(2));
        assertEquals(9000, links.of(5));
        assertEquals(LinkMtus.UNKNOWN, links.of(3));
        assertEquals(LinkMtus.UNKNOWN, links.of(6));
        assertEquals(LinkMtus.UNKNOWN, links.of(-1));
        links.set(Map.of());
        assertEquals(LinkMtus.UNKNOWN, links.of(2));
    }
}
