package org.hadirector.lvs.engine;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.hadirector.lvs.engine.LvsException.Reason;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.protocol.Protocols;
import org.hadirector.lvs.schedule.Schedulers;

/** What the kernel refuses, and what this engine does. Pure. */
final class ServiceRules {
    private static final int MAX_PERSISTENCE_SECONDS = 31 * 24 * 3600;

    private ServiceRules() {}

    static void check(VirtualService service) throws LvsException {
        ServiceKey key = service.key();
        boolean scheduled = Schedulers.isKnown(service.scheduler());
        if (!scheduled && !service.scheduler().equals(Schedulers.NONE) || !CallIds.isEngine(service.engine())) {
            throw new LvsException(Reason.NO_SCHEDULER);
        }
        if (key.isMark() ? key.mark() == 0 : !Protocols.isKnown(key.protocol())) {
            throw new LvsException(Reason.NOT_SUPPORTED, "protocol " + key.protocol());
        }
        if (key.port() < 0 || key.port() > 65_535) {
            throw new LvsException(Reason.INVALID);
        }
        if (service.persistentSeconds() < 0 || service.persistentSeconds() > MAX_PERSISTENCE_SECONDS) {
            throw new LvsException(Reason.INVALID);
        }
        if (key.port() == 0 && !key.isMark() && service.persistentSeconds() == 0) {
            throw new LvsException(Reason.INVALID);
        }
        if (key.isIpv6() && (service.netmask() < 1 || service.netmask() > 128)) {
            throw new LvsException(Reason.INVALID);
        }
    }

    /** What only a server that comes anew is asked for. */
    static void checkAddress(RealServer server) throws LvsException {
        boolean strange =
                server.address() instanceof Inet6Address v6 && (v6.isLinkLocalAddress() || ServiceKey.isMapped(v6));
        if (strange || !isUnicast(server.address())) {
            throw new LvsException(Reason.INVALID);
        }
    }

    /** Neither the wildcard nor the limited broadcast nor a multicast group. */
    private static boolean isUnicast(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean broadcast = bytes.length == 4 && ByteBuffer.wrap(bytes).getInt() == -1;
        return !address.isAnyLocalAddress() && !broadcast && !address.isMulticastAddress();
    }

    /** The server as the table will hold it: direct routing and tunnelling cannot change the port. */
    static RealServer checked(ServiceKey service, RealServer server) throws LvsException {
        if (server.weight() < 0 || server.lowerThreshold() > server.upperThreshold()) {
            throw new LvsException(Reason.OUT_OF_RANGE);
        }
        if (server.port() < 0 || server.port() > 65_535) {
            throw new LvsException(Reason.INVALID);
        }
        boolean sameFamily =
                server.address().getAddress().length == service.address().getAddress().length;
        if (!sameFamily && server.method() != ForwardingMethod.TUNNEL) {
            throw new LvsException(Reason.INVALID);
        }
        boolean keepsPort =
                server.method() == ForwardingMethod.DIRECT_ROUTE || server.method() == ForwardingMethod.TUNNEL;
        if (keepsPort && !service.isMark() && server.port() != service.port()) {
            return new RealServer(
                    server.address(),
                    service.port(),
                    server.method(),
                    server.weight(),
                    server.upperThreshold(),
                    server.lowerThreshold(),
                    server.tunnel());
        }
        return server;
    }
}
