package org.hadirector.heartbeat.jgroups;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.heartbeat.link.Beats;
import org.hadirector.heartbeat.link.HeartbeatLink;
import org.junit.jupiter.api.Test;

class Ucast6LinkTest extends Udp6LinkContract {
    @Override
    protected Medium medium(int side) {
        return new Medium.Ucast6("eth1", side == 0 ? "fd77::7" : "fd77::5", PORT, 1);
    }

    @Override
    protected String destination() {
        return "fd77::7";
    }

    @Override
    protected byte kind() {
        return 6;
    }

    @Test
    void shouldSpeakBetweenTheAddressesThatInterfacesMakeForThemselves() throws Exception {
        HeartbeatLink ha1 = linkLocal(0, own(1) + "%eth1");
        HeartbeatLink ha2 = linkLocal(1, own(0));

        deliver(ha1, 0, ha2);
        deliver(ha2, 1, ha1);
    }

    private HeartbeatLink linkLocal(int side, String peer) throws Exception {
        HeartbeatLink link = new LinkFactory(facts(side), Beats.SHA256, LinkThreads.plain())
                .create(List.of(new Medium.Ucast6("eth1", peer, PORT, 1)))
                .get(0);
        closeLater(link);
        open(side, link, () -> {});
        return link;
    }

    private String own(int side) throws Exception {
        Matcher address = Pattern.compile("inet6 (fe80:[0-9a-f:]+)/")
                .matcher(hosts[side].ip("-6", "addr", "show", "dev", "eth1"));
        assertTrue(address.find());
        return address.group(1);
    }
}
