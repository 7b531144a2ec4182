package org.hadirector.lvs.path.gate;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.TestNetwork;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.path.PacketPath;

/** One LAN (a bridge): client .1, director .2, two real servers .11 and .12; the virtual address is .100. */
final class GateLan implements AutoCloseable {
    static final String VIP = "10.77.0.100";

    final NetworkNamespace client;
    final NetworkNamespace director;
    final NetworkNamespace server1;
    final NetworkNamespace server2;
    final InetAddress vip;

    private final TestNetwork network = new TestNetwork();
    private final NetworkNamespace bridge;
    private final Deque<AutoCloseable> toClose = new ConcurrentLinkedDeque<>();

    GateLan() throws Exception {
        try {
            vip = InetAddress.getByName(VIP);
            bridge = network.host("switch");
            bridge.ip("link", "add", "br0", "type", "bridge");
            bridge.ip("link", "set", "br0", "up");
            client = plug("client", "10.77.0.1/24");
            director = plug("director", "10.77.0.2/24");
            server1 = plug("server1", "10.77.0.11/24");
            server2 = plug("server2", "10.77.0.12/24");
            pinArp();
            // A bridge's port forwards a moment after its cable is plugged.
            for (String host : List.of("10.77.0.2", "10.77.0.11", "10.77.0.12")) {
                await().until(() -> succeeds("ping", "-c1", "-W0.2", host));
            }
        } catch (Exception e) {
            network.close();
            throw e;
        }
    }

    private NetworkNamespace plug(String name, String cidr) throws IOException {
        NetworkNamespace host = network.host(name);
        network.cable(host, "eth0", cidr, bridge, name, null);
        bridge.ip("link", "set", name, "master", "br0");
        return host;
    }

    /** The kernel of the director has the virtual address, as after a takeover. */
    void takeOver() throws IOException {
        director.ip("addr", "add", VIP + "/32", "dev", "eth0");
    }

    /** A path in the director's namespace, closed with the LAN. */
    GatePath gate(String... interfaces) throws Exception {
        return closeLater(director.call(() -> GatePath.open(List.of(interfaces))));
    }

    /** The real server takes packets for the virtual address and keeps quiet about it (the ARP problem). */
    void serve(NetworkNamespace server) throws IOException {
        server.exec("sysctl", "-qw", "net.ipv4.conf.all.arp_ignore=1", "net.ipv4.conf.all.arp_announce=2");
        server.ip("addr", "add", VIP + "/32", "dev", "lo");
    }

    <T extends AutoCloseable> T closeLater(T resource) {
        toClose.push(resource);
        return resource;
    }

    /** Runs a body on a thread of its own inside a host until the LAN is closed; its failure fails close(). */
    void background(NetworkNamespace host, Callable<Void> body, AutoCloseable stop) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            if (host != null) {
                host.enter();
            }
            return body.call();
        });
        Thread thread = new Thread(task, "lan-background");
        thread.setDaemon(true);
        thread.start();
        closeLater(() -> {
            stop.close();
            try {
                task.get(20, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        });
    }

    /** Lets a thread move the path's frames until the LAN is closed. */
    void pump(PacketPath path, PacketHandler handler) {
        boolean[] stop = {false};
        background(
                null,
                () -> {
                    while (!isSet(stop)) {
                        if (path.poll(handler, 256) == 0) {
                            path.await(1_000_000_000L);
                        }
                    }
                    return null;
                },
                () -> {
                    set(stop);
                    path.wakeUp();
                });
    }

    private static boolean isSet(boolean[] flag) {
        synchronized (flag) {
            return flag[0];
        }
    }

    private static void set(boolean[] flag) {
        synchronized (flag) {
            flag[0] = true;
        }
    }

    /** How a client's connection attempt ends within a third of a second: connected, refused, or silent. */
    String connect(int port) throws Exception {
        return client.call(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(VIP, port), 300);
                return "connected";
            } catch (java.net.SocketTimeoutException e) {
                return "silent";
            } catch (java.net.NoRouteToHostException e) {
                return "no ARP answer";
            } catch (java.net.ConnectException e) {
                return "refused";
            }
        });
    }

    /** One ping from the client, an answer within 0.4 s. */
    boolean answersPing() {
        return succeeds("ping", "-c1", "-W0.4", VIP);
    }

    /** An ARP request from the client, asked again for a third of a second at most. */
    boolean answersArp() throws Exception {
        try (Wire wire = Wire.open(client, "eth0")) {
            byte[] mac = Wire.mac(client, "eth0").octets();
            wire.send(Arp.request(mac, "10.77.0.1", VIP));
            await().atMost(Duration.ofMillis(300))
                    .until(() -> wire.received().stream().anyMatch(frame -> Arp.isReplyFrom(frame, vip)));
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    /** The client knows where the address lives and asks nobody. */
    void pinArp() throws Exception {
        String mac = Wire.mac(director, "eth0").toString();
        client.ip("neigh", "replace", VIP, "lladdr", mac, "dev", "eth0", "nud", "permanent");
    }

    private boolean succeeds(String... command) {
        try {
            client.exec(command);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        Exception first = null;
        while (!toClose.isEmpty()) {
            try {
                toClose.pop().close();
            } catch (Exception e) {
                first = first == null ? e : first;
            }
        }
        network.close();
        if (first != null) {
            throw new IOException("while the LAN was taken down", first);
        }
    }
}
