package org.hadirector.lvs.path.gate;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.linux.NetlinkInterfaces;
import org.hadirector.linux.testing.OneProcessor;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.takeover.AddressProbe;
import org.hadirector.takeover.NdpProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The lease in neighbour discovery: who may not serve does not say where the address is. */
@RequiresRoot
@OneProcessor
class GateNeighbourTest {
    private static final String VIP = "fd00:77::100";
    private static final String DIRECTOR = "fd00:77::2";

    private GateLan lan;
    private NdpProbe probe;
    private HardwareAddress directorsMac;
    private InetAddress vip;

    @BeforeEach
    void build() throws Exception {
        lan = new GateLan();
        vip = InetAddress.getByName(VIP);
        lan.director.ip("addr", "add", DIRECTOR + "/64", "dev", "eth0", "nodad");
        lan.client.ip("addr", "add", "fd00:77::1/64", "dev", "eth0", "nodad");
        probe = lan.closeLater(lan.client.call(() -> NdpProbe.open("eth0", lan.closeLater(NetlinkInterfaces.open()))));
        directorsMac = HardwareAddress.parse(
                lan.director.exec("cat", "/sys/class/net/eth0/address").strip());
    }

    @AfterEach
    void tearDown() throws Exception {
        lan.close();
    }

    @Test
    void shouldNotAnswerSolicitationsAfterTheLease() throws Exception {
        GatePath path = lan.gate("eth0");
        path.guard(vip);
        lan.director.ip("addr", "add", VIP + "/128", "dev", "eth0", "nodad", "preferred_lft", "0");

        assertFalse(answered(null), "a lease starts expired");
        assertFalse(answered(directorsMac));
        path.lease(vip, System.nanoTime() + Duration.ofMinutes(1).toNanos());
        await().until(() -> answered(null));
        await().until(() -> answered(directorsMac));
        path.lease(vip, 0);
        await("no answer but those that were on their way").until(() -> !answered(null));
        assertFalse(answered(directorsMac));
        path.lease(vip, System.nanoTime() + Duration.ofMinutes(1).toNanos());
        await().until(() -> answered(null));
        path.lease(vip, System.nanoTime() + Duration.ofMillis(300).toNanos());
        await().until(() -> !answered(null));
    }

    /** Whether the VIP answers while the director's own address, asked in the same rounds, does so three times. */
    private boolean answered(HardwareAddress to) throws IOException {
        probe.poll(new Quiet());
        Set<String> owners = new HashSet<>();
        int[] witnessed = {0};
        AddressProbe.Listener listener = new AddressProbe.Listener() {
            @Override
            public void vipAnswered(InetAddress address, HardwareAddress mac) {
                owners.add(mac.toString());
            }

            @Override
            public void witnessAnswered(InetAddress witness) {
                witnessed[0]++;
            }
        };
        InetAddress director = InetAddress.getByName(DIRECTOR);
        await().until(() -> {
            probe.probe(List.of(vip), List.of(director), to);
            probe.poll(listener);
            return witnessed[0] >= 3;
        });
        return !owners.isEmpty();
    }

    /** What an earlier question left behind. */
    private static final class Quiet implements AddressProbe.Listener {
        @Override
        public void vipAnswered(InetAddress address, HardwareAddress mac) {}

        @Override
        public void witnessAnswered(InetAddress witness) {}
    }
}
