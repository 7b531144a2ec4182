package org.hadirector.lvs.path.gate;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.path.PathCounters;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.path.neigh.NetlinkNextHops;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole connections through the path, with what veth makes of them: 64 kB frames, unfinished checksums. */
@RequiresRoot
@Timeout(180)
class GateForwardTest {
    private static final int TCP = 6;
    private static final int PORT = 80;
    private static final int UPLOAD = 6_000_000;

    private final Set<String> servedBy = ConcurrentHashMap.newKeySet();
    private GateLan lan;
    private GatePath path;

    @BeforeEach
    void build() throws Exception {
        lan = new GateLan();
        path = lan.gate();
        path.guard(lan.vip);
        path.divert(new ServiceKey(TCP, lan.vip, PORT));
        path.lease(lan.vip, System.nanoTime() + Duration.ofMinutes(5).toNanos());
        lan.takeOver();
    }

    @AfterEach
    void tearDown() throws Exception {
        lan.close();
    }

    @Test
    void shouldForwardWholeUploadsToTheRealServersUnchanged() throws Exception {
        for (NetworkNamespace server : List.of(lan.server1, lan.server2)) {
            lan.serve(server);
            echo(server);
        }
        NetlinkNextHops hops = lan.closeLater(lan.director.call(NetlinkNextHops::open));
        List<InetAddress> servers = List.of(address("10.77.0.11"), address("10.77.0.12"));
        await().until(() -> {
            hops.poll(System.nanoTime());
            return servers.stream().allMatch(server -> hops.lookup(server).isPresent());
        });
        lan.pump(path, new DirectRouting(hops, servers));
        for (int connection = 0; connection < 4 || servedBy.size() < 2 && connection < 40; connection++) {
            byte[] sent = new byte[UPLOAD];
            new Random(connection).nextBytes(sent);
            assertArrayEquals(sent, exchange(sent));
        }
        assertEquals(2, servedBy.size());
        PathCounters counters = path.counters();
        assertEquals(0, counters.truncated());
        assertEquals(0, counters.sendFailures());
        assertTrue(counters.received() > 0);
        // The ends of connections are still on their way, and a batch is counted frame by frame.
        await().untilAsserted(() -> {
            PathCounters now = path.counters();
            assertEquals(now.received(), now.forwarded());
        });
    }

    @Test
    void shouldGiveLocalVerdictsToTheDirectorsOwnServer() throws Exception {
        echo(lan.director);
        lan.pump(path, frame -> PacketHandler.LOCAL);
        byte[] sent = new byte[UPLOAD];
        new Random(1).nextBytes(sent);
        assertArrayEquals(sent, exchange(sent));
        assertEquals(Set.of(lan.director.name()), servedBy);
        await().untilAsserted(() -> {
            PathCounters now = path.counters();
            assertEquals(now.received(), now.local());
        });
        assertEquals(0, path.counters().forwarded());
    }

    @Test
    void shouldForgetTheOffloadsOfAFrameThatBecameAnAnswer() throws Exception {
        echo(lan.director);
        AtomicInteger answers = new AtomicInteger();
        lan.pump(path, frame -> {
            if (frame.length() < 2000) {
                return PacketHandler.LOCAL;
            }
            frame.replace(60);
            answers.incrementAndGet();
            return frame.interfaceIndex();
        });
        Socket socket = lan.closeLater(lan.client.call(() -> new Socket(lan.vip, PORT)));
        socket.setSendBufferSize(200_000);
        socket.getOutputStream().write(new byte[100_000]); // the socket's buffer takes it all
        await().until(() -> answers.get() > 0 && path.counters().forwarded() > 0);
        assertEquals(0, path.counters().sendFailures());
    }

    /** A server on all addresses of a host that sends back what it got: length, bytes. */
    private void echo(NetworkNamespace host) throws Exception {
        ServerSocket listener = host.call(() -> new ServerSocket(PORT));
        lan.background(
                host,
                () -> {
                    try {
                        while (true) {
                            try (Socket client = lan.closeLater(listener.accept())) {
                                servedBy.add(host.name());
                                DataInputStream in = new DataInputStream(client.getInputStream());
                                byte[] bytes = in.readNBytes(in.readInt());
                                client.getOutputStream().write(bytes);
                            }
                        }
                    } catch (SocketException e) {
                        return null; // closed at the end of the test
                    }
                },
                listener);
    }

    private byte[] exchange(byte[] bytes) throws Exception {
        return lan.client.call(() -> {
            try (Socket socket = new Socket(lan.vip, PORT)) {
                socket.setSoTimeout(20_000);
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeInt(bytes.length);
                out.write(bytes);
                return socket.getInputStream().readNBytes(bytes.length);
            }
        });
    }

    private static InetAddress address(String text) throws Exception {
        return InetAddress.getByName(text);
    }
}
