package org.hadirector.resource.config;

import java.net.InetAddress;
import java.util.List;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;

/**
 * A real server (or the fallback server) of a virtual service.
 *
 * @param port as configured, 0 when the line names none
 * @param servicePort the virtual service's port
 * @param weight 0–65535
 * @param upper connections from which no new ones are sent, 0 for no limit
 * @param lower connections below which new ones are sent again, 0 for the default
 * @param request what a check asks for
 * @param receive regular expression to find in the answer, empty for any
 * @param line 1-based line of the file
 */
public record RealLine(
        InetAddress address,
        int port,
        int servicePort,
        ForwardingMethod method,
        int weight,
        long upper,
        long lower,
        String request,
        String receive,
        int line) {

    /** {@code 10.0.0.2:80} as ldirectord names it. */
    public String id() {
        return Endpoint.text(address, port);
    }

    /** The port of the service table: direct routing and tunnelling cannot change the service's. */
    public int tablePort() {
        return method == ForwardingMethod.MASQUERADE && port != 0 ? port : servicePort;
    }

    /** The name in lines about removal, which tell of a port that was not the configured one. */
    public String removalId() {
        return tablePort() == port ? id() : Endpoint.text(address, tablePort()) + " mapped from " + id();
    }

    /** The entry of the service table. */
    public RealServer server() {
        return new RealServer(address, tablePort(), method, weight, upper, lower);
    }

    // What the compiler makes of a record is put together at its first call, in milliseconds (decisions/0011).
    @Override
    public boolean equals(Object other) {
        return other instanceof RealLine it && parts().equals(it.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    private List<Object> parts() {
        return List.of(address, port, servicePort, method, weight, upper, lower, request, receive, line);
    }
}
