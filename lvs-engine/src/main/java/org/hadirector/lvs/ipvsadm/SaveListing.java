package org.hadirector.lvs.ipvsadm;

import java.util.List;
import org.hadirector.lvs.engine.ServerStatus;
import org.hadirector.lvs.engine.ServiceStatus;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.Tunnel;
import org.hadirector.lvs.model.VirtualService;

/** The table as commands ({@code -S}); thresholds, timeouts and counters are lost, as with ipvsadm. */
final class SaveListing {
    private final Names names;

    SaveListing(Names names) {
        this.names = names;
    }

    String of(List<ServiceStatus> services) {
        StringBuilder text = new StringBuilder();
        for (ServiceStatus status : Order.services(services)) {
            VirtualService service = status.service();
            String option = names.option(service.key());
            text.append("-A ").append(option).append(" -s ").append(service.scheduler());
            service(service, text);
            text.append('\n');
            for (ServerStatus server : Order.servers(status.servers())) {
                server(option, service, server.server(), text);
            }
        }
        return text.toString();
    }

    private static void service(VirtualService service, StringBuilder text) {
        if (service.persistentSeconds() > 0) {
            text.append(" -p ").append(service.persistentSeconds());
            if (service.isMasked()) {
                text.append(" -M ").append(TableListing.mask(service));
            }
        }
        if (!service.engine().isEmpty()) {
            text.append(" --pe ").append(service.engine());
        }
        if (service.onePacket()) {
            text.append(" -o");
        }
        if (!service.flags().isEmpty()) {
            text.append(" -b ").append(TableListing.flags(service));
        }
    }

    private void server(String option, VirtualService service, RealServer server, StringBuilder text) {
        text.append("-a ").append(option).append(" -r ");
        text.append(
                names.endpoint(server.address(), server.port(), service.key().protocol()));
        text.append(
                switch (server.method()) {
                    case MASQUERADE -> " -m";
                    case TUNNEL -> " -i";
                    default -> " -g";
                });
        text.append(" -w ").append(server.weight());
        if (server.method() == ForwardingMethod.TUNNEL) {
            tunnel(server.tunnel(), text);
        }
        text.append('\n');
    }

    private static void tunnel(Tunnel tunnel, StringBuilder text) {
        text.append(" --tun-type ").append(TunnelOptions.name(tunnel.type()));
        if (tunnel.type() == Tunnel.Type.GUE) {
            text.append(" --tun-port ").append(tunnel.port());
        }
        if (tunnel.type() != Tunnel.Type.IPIP) {
            text.append(
                    switch (tunnel.checksum()) {
                        case NONE -> " --tun-nocsum";
                        case FULL -> " --tun-csum";
                        case REMOTE -> " --tun-remcsum";
                    });
        }
    }
}
