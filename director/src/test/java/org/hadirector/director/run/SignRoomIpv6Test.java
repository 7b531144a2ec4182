package org.hadirector.director.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.director.config.DirectorYaml;
import org.hadirector.heartbeat.config.AuthMethod;
import org.hadirector.heartbeat.config.Authkeys;
import org.hadirector.heartbeat.link.HeartbeatLink;
import org.hadirector.linux.DeviceAddress;
import org.hadirector.linux.Libc;
import org.hadirector.linux.NetlinkInterfaces;
import org.hadirector.linux.NetworkDevice;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes whose cable has link-local IPv6 addresses only, as beats by mcast6 see each other. */
@RequiresRoot
class SignRoomIpv6Test {
    private static final int PORT = DirectorYaml.Signs.PORT;
    private static final long BOOT = 77;

    private final TestNetwork network = new TestNetwork();
    private final Threads threads = new Threads(0, (role, failure) -> {});
    private SignRoom first;
    private SignRoom second;

    @AfterEach
    void remove() throws Exception {
        for (SignRoom room : new SignRoom[] {first, second}) {
            if (room != null) {
                room.close();
            }
        }
        network.close();
    }

    @Test
    void shouldLayTripwiresBetweenLinkLocalAddressesAndLearnThePeersOwnOnes() throws Exception {
        NetworkNamespace here = network.host("here");
        NetworkNamespace there = network.host("there");
        network.cable(here, "eth1", null, there, "eth1", null);
        here.ip("addr", "add", "fd00:1::1/64", "dev", "eth1", "nodad");
        there.ip("addr", "add", "fd00:1::2/64", "dev", "eth1", "nodad");
        there.ip("addr", "add", "fd00:1::99/128", "dev", "eth1", "nodad", "valid_lft", "100", "preferred_lft", "0");
        first = here.call(() -> room(linkLocal(there)));
        second = there.call(() -> room(linkLocal(here)));
        await().until(() -> first.signs().laid().equals(List.of("eth1")));
        await().until(() -> second.signs().laid().equals(List.of("eth1")));
        assertEquals(Set.of(InetAddress.getByName("fd00:1::2")), first.signs().peerAddresses(), "none that moves");
        assertEquals(Set.of(InetAddress.getByName("fd00:1::1")), second.signs().peerAddresses());
    }

    /** The bytes of a host's link-local address on its eth1, once it may be used. */
    private static byte[] linkLocal(NetworkNamespace host) throws Exception {
        await().until(() ->
                !host.ip("addr", "show", "dev", "eth1", "scope", "link").contains("tentative"));
        return host.call(() -> {
            try (NetlinkInterfaces interfaces = NetlinkInterfaces.open()) {
                for (NetworkDevice device : interfaces.all()) {
                    for (DeviceAddress held : device.addresses()) {
                        if (device.name().equals("eth1") && held.address().isLinkLocalAddress()) {
                            return held.address().getAddress();
                        }
                    }
                }
                throw new IOException("no link-local address");
            }
        });
    }

    /** In the namespace of the calling thread. */
    private SignRoom room(byte[] peer) throws Exception {
        NetlinkInterfaces interfaces = NetlinkInterfaces.open();
        int index = Libc.if_nametoindex("eth1");
        InetAddress scoped = Inet6Address.getByAddress(null, peer, index);
        Authkeys keys = new Authkeys(1, Map.of(1, new Authkeys.Key(AuthMethod.SHA1, "secret", 1)));
        DirectorContext context =
                new DirectorContext(Path.of("/"), "ha1", "ha2", null, keys, null, DirectorYaml.defaults(), null, 0);
        SignRoom room = new SignRoom(context, threads, new Inbox());
        room.open(Map.of("eth1", link(scoped)), Map.of(), BOOT, interfaces, Set.of("eth1"));
        return room;
    }

    private static HeartbeatLink link(InetAddress peer) {
        return (HeartbeatLink) Proxy.newProxyInstance(
                SignRoomIpv6Test.class.getClassLoader(),
                new Class<?>[] {HeartbeatLink.class},
                (p, method, words) -> switch (method.getName()) {
                    case "name" -> "eth1";
                    case "peerAddress" -> peer;
                    case "peerSocket" -> new InetSocketAddress(peer, PORT);
                    case "peerBootId" -> BOOT;
                    case "hashCode" -> System.identityHashCode(p);
                    case "equals" -> p == words[0];
                    default -> throw new UnsupportedOperationException(method.getName() + Arrays.toString(words));
                });
    }
}
