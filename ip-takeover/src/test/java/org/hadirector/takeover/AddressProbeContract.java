package org.hadirector.takeover;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.linux.Interfaces;
import org.hadirector.linux.NetlinkInterfaces;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.PacketSocket;
import org.hadirector.linux.testing.TestNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A standby on one cable with a station that may own the VIP, and what a probe hears there. */
abstract class AddressProbeContract<P extends AddressProbe> {
    static final HardwareAddress STRANGER = HardwareAddress.parse("02:00:00:00:00:77");

    final TestNetwork network = new TestNetwork();
    final Heard heard = new Heard();
    NetworkNamespace standby;
    NetworkNamespace owner;
    P probe;
    PacketSocket ownersSide;
    private final List<AutoCloseable> opened = new ArrayList<>();

    /** Joins both hosts by a cable between their eth0 with addresses on it. */
    abstract void plugIn() throws IOException;

    /** The probe on the standby's eth0; called inside its namespace. */
    abstract P open(Interfaces interfaces) throws IOException;

    /** What the owner's side of the cable listens to: a protocol number of Ethernet. */
    abstract int protocol();

    @BeforeEach
    final void buildLan() throws Exception {
        standby = network.host("stb");
        owner = network.host("own");
        plugIn();
        probe = keep(standby.call(() -> open(keep(NetlinkInterfaces.open()))));
        ownersSide = keep(owner.call(() -> PacketSocket.open("eth0", protocol(), 256)));
    }

    @AfterEach
    final void tearDown() throws Exception {
        try (network) {
            for (AutoCloseable each : opened) {
                each.close();
            }
        }
    }

    private <T extends AutoCloseable> T keep(T resource) {
        opened.add(resource);
        return resource;
    }

    final void awaitHeard(Callable<Boolean> condition) {
        Awaitility.await().until(() -> {
            probe.poll(heard);
            return condition.call();
        });
    }

    /**
     * Frames that a host is sent and its kernel does not see.
     *
     * @param match of nftables; empty for all
     */
    static void dropAtIngress(NetworkNamespace host, String match) throws IOException {
        host.exec("nft", "add table netdev t");
        host.exec("nft", "add chain netdev t in { type filter hook ingress device eth0 priority 0; }");
        host.exec("nft", "add rule netdev t in " + match + " drop");
    }

    /** Everything that a probe tells. */
    static final class Heard implements AddressProbe.Listener {
        final Map<InetAddress, HardwareAddress> owners = new HashMap<>();
        final List<InetAddress> witnesses = new ArrayList<>();
        final List<InetAddress> neighbours = new ArrayList<>();
        final List<String> probers = new ArrayList<>();
        final List<String> confirmed = new ArrayList<>();

        @Override
        public void vipAnswered(InetAddress vip, HardwareAddress mac) {
            owners.put(vip, mac);
        }

        @Override
        public void vipProbed(InetAddress vip, HardwareAddress mac) {
            probers.add(vip + " " + mac);
        }

        @Override
        public void witnessAnswered(InetAddress witness) {
            witnesses.add(witness);
        }

        @Override
        public void neighbourHeard(InetAddress neighbour) {
            neighbours.add(neighbour);
        }

        @Override
        public void vipConfirmed(InetAddress vip, InetAddress by) {
            confirmed.add(vip + " by " + by);
        }
    }
}
