package org.hadirector.director.run;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.hadirector.director.log.LogFiles;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.linux.IcmpSocket;
import org.hadirector.linux.LinuxException;

/**
 * Pings the ping nodes of ha.cf when the core says so and tells the inbox who answered; of a ping group any member will
 * do. Owned by the deciding duty; never blocks.
 */
final class Pinger implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(LogFiles.HEARTBEAT);

    private final Map<InetAddress, Set<String>> nodes;
    private final IcmpSocket ipv4;
    private final IcmpSocket ipv6;
    private final Inbox inbox;
    private final Map<InetAddress, String> failures = new HashMap<>();
    private int sequence;

    private Pinger(Map<InetAddress, Set<String>> nodes, IcmpSocket ipv4, IcmpSocket ipv6, Inbox inbox) {
        this.nodes = nodes;
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
        this.inbox = inbox;
    }

    /** Opens what the addresses need, in the namespace of the calling thread. */
    static Pinger open(List<HaCf.Witness> witnesses, Inbox inbox) throws LinuxException {
        Map<InetAddress, Set<String>> nodes = new LinkedHashMap<>();
        for (HaCf.Witness witness : witnesses) {
            for (String text : witness.addresses()) {
                nodes.merge(literal(text), Set.of(witness.name()), Pinger::union);
            }
        }
        int identifier = (int) ProcessHandle.current().pid();
        boolean six = nodes.keySet().stream().anyMatch(Inet6Address.class::isInstance);
        boolean four = nodes.keySet().stream().anyMatch(address -> !(address instanceof Inet6Address));
        IcmpSocket ipv4 = four ? IcmpSocket.open(false, identifier) : null;
        try {
            return new Pinger(nodes, ipv4, six ? IcmpSocket.open(true, identifier) : null, inbox);
        } catch (LinuxException e) {
            closeIfOpen(ipv4);
            throw e;
        }
    }

    private static Set<String> union(Set<String> some, Set<String> more) {
        Set<String> all = new LinkedHashSet<>(some);
        all.addAll(more);
        return all;
    }

    /** ha.cf was checked: these are numbers, so nobody is asked for a name. */
    private static InetAddress literal(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException malformed) {
            throw new IllegalStateException("ha.cf was checked before: " + text, malformed);
        }
    }

    /** One echo to every address. */
    void ping() {
        sequence++;
        nodes.keySet().forEach(this::ask);
    }

    private void ask(InetAddress address) {
        try {
            socket(address).ask(address, sequence);
            failures.remove(address);
        } catch (LinuxException e) {
            // A ping node without a route is a dead one: the core will say so. Why is worth a line, once.
            if (!e.getMessage().equals(failures.put(address, e.getMessage()))) {
                LOG.warn("ping: {}", e.getMessage());
            }
        }
    }

    /** Puts into the inbox who answered since the last call. */
    void poll() {
        for (IcmpSocket socket : new IcmpSocket[] {ipv4, ipv6}) {
            if (socket != null) {
                try {
                    socket.poll((station, answered) ->
                            nodes.getOrDefault(station, Set.of()).forEach(this::heard));
                } catch (LinuxException e) {
                    LOG.warn("ping: {}", e.getMessage());
                }
            }
        }
    }

    private void heard(String name) {
        inbox.offer(new Input.PingAnswered(name));
    }

    private IcmpSocket socket(InetAddress address) {
        return address instanceof Inet6Address ? ipv6 : ipv4;
    }

    private static void closeIfOpen(IcmpSocket socket) {
        if (socket != null) {
            socket.close();
        }
    }

    @Override
    public void close() {
        closeIfOpen(ipv4);
        closeIfOpen(ipv6);
    }
}
