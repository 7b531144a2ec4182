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
        mtu.learn(1300, false, 1500, 0);
        assertEquals(1500, mtu.used(1500));
        assertEquals(1300, mtu.use(1500, 1));
        assertEquals(1300, mtu.used(1500));
        mtu.learn(1290, false, 1500, 1);
        assertEquals(1290, mtu.used(1500), "a later lesson counts at once");
        assertEquals(1200, mtu.use(1200, 1), "the link is smaller");
    }

    @Test
    void shouldForgetAfterTenMinutes() {
        mtu.learn(1300, false, 1500, 5);
        assertEquals(1300, mtu.use(1500, PathMtu.HOLDS_NS + 5));
        assertEquals(1500, mtu.use(1500, PathMtu.HOLDS_NS + 6));
    }

    @Test
    void shouldNotHearWhoClaimsMoreWhileALessonHolds() {
        mtu.learn(576, false, 1500, 5);
        mtu.learn(1400, false, 1500, 6);
        assertEquals(576, mtu.use(1500, 7));
        assertEquals(576, mtu.used(1500));
        assertEquals(1500, mtu.use(1500, PathMtu.HOLDS_NS + 6), "the second one did not renew the first");
        mtu.learn(1400, false, 1500, PathMtu.HOLDS_NS + 6);
        assertEquals(1400, mtu.use(1500, PathMtu.HOLDS_NS + 7), "the first one was over");
    }

    @Test
    void shouldNotHearWhoClaimsMoreThanTheLinkTakes() {
        mtu.learn(1400, false, 1280, 0);
        assertEquals(1280, mtu.use(1280, 1));
        assertEquals(1500, mtu.use(1500, 2), "nothing was learnt");
        mtu.learn(1280, false, 1280, 3);
        assertEquals(1280, mtu.use(1500, 4), "as much as the link took is heard");
    }

    @Test
    void shouldTellWhatTheLinkTakesNowIfNothingWasLearnt() {
        assertEquals(1500, mtu.use(1500, 0));
        assertEquals(1280, mtu.used(1280));
        assertEquals(9000, mtu.used(9000));
        mtu.learn(1400, false, 1500, 1);
        assertEquals(1400, mtu.use(1500, 2));
        assertEquals(1400, mtu.used(1300), "no packet was sent since the link changed");
    }

    @Test
    void shouldNotBelieveTinySizes() {
        mtu.learn(68, false, 1500, 0);
        assertEquals(552, mtu.use(1500, 0));
        PathMtu ofIpv6 = new PathMtu();
        ofIpv6.learn(68, true, 1500, 0);
        assertEquals(1280, ofIpv6.use(1500, 0));
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
