package org.hadirector.heartbeat.jgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.List;
import java.util.Map;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.heartbeat.link.Beats;
import org.hadirector.heartbeat.link.HeartbeatLink;
import org.junit.jupiter.api.Test;

class LinkFactoryTest {
    private final LinkFactory factory = new LinkFactory(Beats.HA1, Beats.SHA256, LinkThreads.plain());

    @Test
    void shouldNameLinksAsHeartbeatDoesAndNeverTwoAlike() {
        List<Medium> media = List.of(
                new Medium.Bcast("eth0", 694, 1),
                new Medium.Serial("/dev/ttyS0", 19200, 2),
                new Medium.Ucast("eth0", "10.0.0.2", 694, 3),
                new Medium.Ucast("eth0", "10.0.0.3", 695, 4),
                new Medium.Mcast("eth1", "225.0.0.1", 694, 1, false, 5));

        assertEquals(
                List.of("eth0", "/dev/ttyS0", "eth0/ucast", "eth0/ucast2", "eth1"),
                factory.create(media).stream().map(HeartbeatLink::name).toList());
    }

    @Test
    void shouldCountThePlacesOfEachKindInTheOrderOfTheLines() {
        List<Medium> media = List.of(
                new Medium.Serial("/dev/ttyS1", 19200, 1),
                new Medium.Bcast("eth1", 694, 2),
                new Medium.Serial("/dev/ttyS0", 19200, 3),
                new Medium.Bcast("eth0", 694, 4));

        assertEquals(
                Map.of("/dev/ttyS1", 0, "eth1", 0, "/dev/ttyS0", 1, "eth0", 1),
                LinkFactory.places(LinkFactory.named(media)));
    }

    @Test
    void shouldTakeBeatsAsLostBeforeALinkIsOpen() {
        for (HeartbeatLink link :
                factory.create(List.of(new Medium.Bcast("eth0", 694, 1), new Medium.Serial("/dev/ttyS0", 19200, 2)))) {
            link.send(Beats.beat(Beats.HA1, 1, 1));
            assertEquals(1, link.counters().sendFailures());
            assertNotNull(link.fault());
            link.close();
        }
    }
}
