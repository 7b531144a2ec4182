package org.hadirector.lvs.lab;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.TestNetwork;
import org.hadirector.lvs.engine.LvsEngine;
import org.hadirector.lvs.engine.PacketLoop;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.path.gate.GatePath;
import org.hadirector.lvs.path.neigh.NetlinkNextHops;
import org.hadirector.lvs.setting.Setting;

/**
 * Kernels around an engine: the client on one network (10.78.0.0/24, fd00:78::/64), two real servers on another
 * (10.77.0.0/24, fd00:77::/64), the director between them as router, the virtual address with the clients. The client
 * also has a port on the servers' network, for replies that do not come back through the director.
 */
final class RealLan implements AutoCloseable {
    static final int VIRTUAL_PORT = 8000;

    final NetworkNamespace client;
    final NetworkNamespace director;
    final NetworkNamespace server1;
    final NetworkNamespace server2;
    final GatePath path;
    final NetlinkNextHops hops;
    final LvsEngine engine;

    private final TestNetwork network = new TestNetwork();
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();

    RealLan() throws Exception {
        try {
            NetworkNamespace bridge = network.host("switch");
            bridge.ip("link", "add", "br0", "type", "bridge");
            bridge.ip("link", "set", "br0", "up");
            client = host("client");
            director = host("director");
            server1 = host("server1");
            server2 = host("server2");
            network.cable(client, "eth0", "10.78.0.1/24", director, "eth0", "10.78.0.2/24");
            for (NetworkNamespace host : List.of(client, director, server1, server2)) {
                String port = "p" + host.name().replaceAll(".*-", "");
                network.cable(host, "eth1", null, bridge, port, null);
                bridge.ip("link", "set", port, "master", "br0");
                if (host == server1 || host == server2) {
                    offloads(bridge, port, "off"); // servers get what a wire carries, whatever crossed the switch
                }
            }
            number();
            awaitNetwork();
            path = closeLater(director.call(() -> GatePath.open(List.of())));
            hops = closeLater(director.call(NetlinkNextHops::open));
            engine = new LvsEngine(path, hops, System::nanoTime);
            // Else a client's port that an earlier test had used finds the connection of that one, and its server.
            engine.settings().set(Setting.EXPIRE_NODEST_CONN, "1");
            takeOver();
            loop();
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    private NetworkNamespace host(String name) throws IOException {
        NetworkNamespace host = network.host(name);
        host.ip("link", "set", "lo", "up");
        host.exec("sysctl", "-qw", "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0");
        return host;
    }

    private void number() throws IOException {
        client.ip("addr", "add", "fd00:78::1/64", "dev", "eth0", "nodad");
        director.ip("addr", "add", "fd00:78::2/64", "dev", "eth0", "nodad");
        director.exec("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        director.exec("sysctl", "-qw", "net.ipv4.conf.all.rp_filter=1"); // strict: what is given back must pass it
        int number = 2;
        for (NetworkNamespace host : List.of(director, server1, server2)) {
            host.ip("addr", "add", "10.77.0." + number + "/24", "dev", "eth1");
            host.ip("addr", "add", "fd00:77::" + number + "/64", "dev", "eth1", "nodad");
            if (number > 2) {
                host.ip("route", "add", "default", "via", "10.77.0.2");
                host.ip("-6", "route", "add", "default", "via", "fd00:77::2");
            }
            number = number == 2 ? 11 : number + 1;
        }
        client.ip("route", "add", "10.77.0.0/24", "via", "10.78.0.2");
        client.ip("-6", "route", "add", "fd00:77::/64", "via", "fd00:78::2");
    }

    private void awaitNetwork() {
        for (String server : List.of("10.77.0.11", "10.77.0.12", "fd00:77::11", "fd00:77::12")) {
            await().pollDelay(Duration.ZERO).until(() -> succeeds(client, "ping", "-c1", "-W0.2", server));
        }
    }

    private void takeOver() throws Exception {
        for (boolean ipv6 : List.of(false, true)) {
            path.guard(vip(ipv6));
            path.lease(vip(ipv6), System.nanoTime() + Duration.ofMinutes(5).toNanos());
        }
        director.ip("addr", "add", "10.78.0.100/32", "dev", "eth0");
        director.ip("addr", "add", "fd00:78::100/128", "dev", "eth0", "nodad");
    }

    /**
     * Both real servers get the virtual addresses, as direct routing and tunnelling ask for, and a way to the client
     * that leaves the director out: from it, packets of its own address would come back to the director as a
     * stranger's.
     */
    void letServersAnswerThemselves() throws IOException {
        client.ip("addr", "add", "10.79.0.1/24", "dev", "eth1");
        client.ip("addr", "add", "fd00:79::1/64", "dev", "eth1", "nodad");
        int number = 11;
        for (NetworkNamespace server : List.of(server1, server2)) {
            server.ip("addr", "add", "10.79.0." + number + "/24", "dev", "eth1");
            server.ip("addr", "add", "fd00:79::" + number + "/64", "dev", "eth1", "nodad");
            server.ip("route", "add", "10.78.0.1/32", "via", "10.79.0.1");
            server.ip("-6", "route", "add", "fd00:78::1/128", "via", "fd00:79::1");
            server.ip("addr", "add", "10.78.0.100/32", "dev", "lo");
            server.ip("addr", "add", "fd00:78::100/128", "dev", "lo", "nodad");
            number++;
        }
    }

    /** Whether the director's cards finish checksums and segments ("on"), or know nothing of that ("off"). */
    void offloads(String state) throws IOException {
        for (String device : List.of("eth0", "eth1")) {
            offloads(director, device, state);
        }
    }

    private static void offloads(NetworkNamespace host, String device, String state) throws IOException {
        host.exec("ethtool", "-K", device, "tx", state, "tso", state, "gso", state);
    }

    /** The director's packet duty and, on the same thread, its ear for interfaces and neighbours and its answers. */
    private void loop() {
        PacketLoop duty = new PacketLoop(engine, path);
        AtomicBoolean running = new AtomicBoolean(true);
        background(
                () -> {
                    while (running.get()) {
                        path.follow(0);
                        hops.poll(System.nanoTime());
                        engine.nextHops().answer();
                        if (duty.doWork() == 0) {
                            duty.idle(20_000_000);
                        }
                    }
                    return null;
                },
                () -> {
                    running.set(false);
                    path.wakeUp();
                });
    }

    /** Balances a service over both servers, round robin, once their neighbour entries are known. */
    ServiceKey balance(int protocol, boolean ipv6, RealServer... servers) throws Exception {
        ServiceKey key = new ServiceKey(protocol, vip(ipv6), VIRTUAL_PORT);
        engine.addService(new VirtualService(key, "rr"));
        for (RealServer server : servers) {
            engine.addServer(key, server);
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> hops.lookup(server.address()).isPresent());
        }
        engine.nextHops().refresh();
        return key;
    }

    RealServer real(int number, boolean ipv6, int port, ForwardingMethod method) throws IOException {
        return new RealServer(server(number, ipv6), port, method, 1);
    }

    static InetAddress vip(boolean ipv6) throws IOException {
        return InetAddress.getByName(ipv6 ? "fd00:78::100" : "10.78.0.100");
    }

    static InetAddress server(int number, boolean ipv6) throws IOException {
        return InetAddress.getByName((ipv6 ? "fd00:77::1" : "10.77.0.1") + number);
    }

    static InetAddress clientAddress(boolean ipv6) throws IOException {
        return InetAddress.getByName(ipv6 ? "fd00:78::1" : "10.78.0.1");
    }

    /** Whether a command inside a host ends well. */
    static boolean succeeds(NetworkNamespace host, String... command) {
        try {
            host.exec(command);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    <T extends AutoCloseable> T closeLater(T resource) {
        toClose.push(resource);
        return resource;
    }

    /** Runs a body on a thread of its own until the LAN is closed; its failure fails {@link #close}. */
    void background(Callable<Void> body, AutoCloseable stop) {
        FutureTask<Void> task = new FutureTask<>(body);
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
