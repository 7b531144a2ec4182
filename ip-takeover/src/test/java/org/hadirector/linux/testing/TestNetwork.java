package org.hadirector.linux.testing;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.hadirector.linux.NetworkNamespace;

/**
 * Hosts made of network namespaces with names of their own, so that tests never meet; everything is deleted on close.
 * Usage: a field in a try block or an {@code @AfterEach}.
 */
public final class TestNetwork implements AutoCloseable {
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final Deque<NetworkNamespace> hosts = new ArrayDeque<>();

    /** A new host, without any interface but loopback. */
    public NetworkNamespace host(String name) throws IOException {
        long pid = ProcessHandle.current().pid();
        NetworkNamespace host = NetworkNamespace.create("t" + pid + "-" + COUNTER.incrementAndGet() + "-" + name);
        hosts.push(host);
        return host;
    }

    /**
     * Joins two hosts by a cable (veth pair), both ends up and carrying frames; {@code cidr} such as
     * {@code 10.0.0.1/24}, or null for none.
     */
    public void cable(
            NetworkNamespace a, String deviceA, String cidrA, NetworkNamespace b, String deviceB, String cidrB)
            throws IOException {
        a.ip("link", "add", deviceA, "type", "veth", "peer", "name", deviceB, "netns", b.name());
        up(a, deviceA, cidrA);
        up(b, deviceB, cidrB);
        awaitTraffic(a, deviceA);
        awaitTraffic(b, deviceB);
    }

    /** A carrier that came late is taken note of by the kernel's own worker; until then frames are dropped silently. */
    private static void awaitTraffic(NetworkNamespace host, String device) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    String shown = host.ip("-o", "link", "show", "dev", device);
                    return shown.contains("state UP") && !shown.contains("qdisc noop ");
                });
    }

    private static void up(NetworkNamespace host, String device, String cidr) throws IOException {
        if (cidr != null) {
            host.ip("addr", "add", cidr, "dev", device);
        }
        host.ip("link", "set", device, "up");
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        while (!hosts.isEmpty()) {
            try {
                hosts.pop().close();
            } catch (IOException e) {
                failure = e; // the others go all the same
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
