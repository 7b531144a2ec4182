package org.hadirector.director.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.resource.config.LdirectordConfig;
import org.hadirector.resource.config.RealLine;
import org.hadirector.resource.config.ResourceConfig;

/**
 * Whether the ways from this node to its real servers suit their forwarding methods: direct routing needs a common LAN,
 * the replies of masqueraded servers must come back through this node, and what is wrapped must fit the way. Advice of
 * {@code director check}: what a route shows is a sign only. Pure.
 */
final class ServerWays {
    /** MTU of the clients' side of the world (RFC 894). */
    private static final int ETHERNET_MTU = 1500;

    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;

    private final Function<InetAddress, Optional<Way>> ways;

    /**
     * The way to a real server.
     *
     * @param gateway the router on it, null if the server is a neighbour
     * @param mtu longest packet on it, bytes
     */
    record Way(InetAddress gateway, int mtu) {}

    /** @param ways what the routing says; empty for this machine itself or when there is no way */
    ServerWays(Function<InetAddress, Optional<Way>> ways) {
        this.ways = ways;
    }

    /** The problems of all files, a line for each real server with one. */
    List<ConfigProblem> problems(ResourceConfig resources) {
        List<ConfigProblem> problems = new ArrayList<>();
        for (LdirectordConfig config : resources.ldirectord().values()) {
            config.virtuals().stream().flatMap(block -> block.reals().stream()).forEach(real -> ways.apply(
                            real.address())
                    .flatMap(way -> problem(config.file(), real, way))
                    .ifPresent(problems::add));
        }
        return problems;
    }

    private static Optional<ConfigProblem> problem(String file, RealLine real, Way way) {
        boolean routed = way.gateway() != null;
        if (real.method() == ForwardingMethod.DIRECT_ROUTE && routed) {
            return warning(
                    file,
                    real,
                    "gate: " + real.address().getHostAddress() + " is behind the router " + text(way)
                            + ", which sends what is for the service's address back to us",
                    "a server on a LAN with this node, or masq or ipip");
        }
        if (real.method() == ForwardingMethod.MASQUERADE && routed) {
            return warning(
                    file,
                    real,
                    "masq: " + real.address().getHostAddress() + " is behind the router " + text(way)
                            + ": its replies must come back through this node",
                    "route the clients' addresses from there to this node");
        }
        int header = real.address() instanceof Inet6Address ? IPV6_HEADER : IPV4_HEADER;
        if (real.method() == ForwardingMethod.TUNNEL && way.mtu() < ETHERNET_MTU + header) {
            return warning(
                    file,
                    real,
                    "ipip: on the way to " + real.address().getHostAddress() + " packets of up to "
                            + (way.mtu() - header) + " bytes fit beside the outer header (MTU " + way.mtu()
                            + "): clients are told, if their firewalls let them hear it",
                    "an MTU of " + (ETHERNET_MTU + header) + " towards the servers, or advmss there");
        }
        return Optional.empty();
    }

    private static String text(Way way) {
        return way.gateway().getHostAddress();
    }

    private static Optional<ConfigProblem> warning(String file, RealLine real, String text, String remedy) {
        return Optional.of(new ConfigProblem(file, real.line(), Severity.WARNING, text, remedy));
    }
}
