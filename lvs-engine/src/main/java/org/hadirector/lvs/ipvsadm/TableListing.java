package org.hadirector.lvs.ipvsadm;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.hadirector.lvs.engine.ServerStatus;
import org.hadirector.lvs.engine.ServiceStatus;
import org.hadirector.lvs.engine.Traffic;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.Tunnel;
import org.hadirector.lvs.model.VirtualService;

/** The listing of services and servers, in its six shapes. */
final class TableListing {
    private static final String VERSION = "IP Virtual Server version 1.2.1 (size=4096)\n";
    private static final String SERVER_TITLE = "  -> RemoteAddress:Port\n";

    private enum Shape {
        STATS,
        RATE,
        THRESHOLDS,
        PERSISTENT,
        TUNNEL,
        DEFAULT
    }

    private final Shape shape;
    private final boolean exact;
    private final boolean sorted;
    private final Names names;

    TableListing(Invocation line, Names names) {
        shape = shape(line);
        exact = line.has(Option.EXACT);
        sorted = !line.has(Option.NOSORT);
        this.names = names;
    }

    private static Shape shape(Invocation line) {
        if (line.has(Option.STATS)) {
            return Shape.STATS;
        }
        if (line.has(Option.RATE)) {
            return Shape.RATE;
        }
        if (line.has(Option.THRESHOLDS)) {
            return Shape.THRESHOLDS;
        }
        if (line.has(Option.PERSISTENT_CONN)) {
            return Shape.PERSISTENT;
        }
        return line.has(Option.TUN_INFO) ? Shape.TUNNEL : Shape.DEFAULT;
    }

    /** The whole table. */
    String all(List<ServiceStatus> services) {
        StringBuilder text = new StringBuilder(VERSION).append(titles());
        for (ServiceStatus service : sorted ? Order.services(services) : services) {
            service(service, text);
        }
        return text.toString();
    }

    /** One service. */
    String one(ServiceStatus service) {
        StringBuilder text = new StringBuilder(titles());
        service(service, text);
        return text.toString();
    }

    private String titles() {
        String left = "Prot LocalAddress:Port";
        return switch (shape) {
            case STATS -> String.format(
                            Locale.ROOT,
                            "%-33s %8s %8s %8s %8s %8s\n",
                            left,
                            "Conns",
                            "InPkts",
                            "OutPkts",
                            "InBytes",
                            "OutBytes")
                    + SERVER_TITLE;
            case RATE -> String.format(
                            Locale.ROOT,
                            "%-33s %8s %8s %8s %8s %8s\n",
                            left,
                            "CPS",
                            "InPPS",
                            "OutPPS",
                            "InBPS",
                            "OutBPS")
                    + SERVER_TITLE;
            case THRESHOLDS -> String.format(
                            Locale.ROOT,
                            "%-33s %-10s %-10s %-10s %-10s\n",
                            left,
                            "Uthreshold",
                            "Lthreshold",
                            "ActiveConn",
                            "InActConn")
                    + SERVER_TITLE;
            case PERSISTENT -> String.format(
                            Locale.ROOT,
                            "%-33s %-9s %-11s %-10s %-10s\n",
                            left,
                            "Weight",
                            "PersistConn",
                            "ActiveConn",
                            "InActConn")
                    + SERVER_TITLE;
            case TUNNEL -> left
                    + " Scheduler Flags\n"
                    + "  -> RemoteAddress:Port           Forward TunnelInfo    Weight ActiveConn InActConn\n";
            case DEFAULT -> left
                    + " Scheduler Flags\n"
                    + "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n";
        };
    }

    private void service(ServiceStatus status, StringBuilder text) {
        VirtualService service = status.service();
        String name = names.listing(service.key());
        switch (shape) {
            case STATS -> text.append(String.format(Locale.ROOT, "%-33s", name)).append(sums(status.traffic()));
            case RATE -> text.append(String.format(Locale.ROOT, "%-33s", name))
                    .append(serviceRates(status.traffic().rates()));
            default -> {
                text.append(name).append(' ').append(service.scheduler());
                attributes(service, text);
            }
        }
        text.append('\n');
        for (ServerStatus server : sorted ? Order.servers(status.servers()) : status.servers()) {
            server(server, service.key().protocol(), text);
        }
    }

    private static void attributes(VirtualService service, StringBuilder text) {
        if (!service.flags().isEmpty()) {
            text.append(" (").append(flags(service)).append(')');
        }
        if (service.persistentSeconds() > 0) {
            text.append(" persistent ").append(service.persistentSeconds());
            if (service.isMasked()) {
                text.append(" mask ").append(mask(service));
            }
            if (!service.engine().isEmpty()) {
                text.append(" pe ").append(service.engine());
            }
        }
        if (service.onePacket()) {
            text.append(" ops");
        }
    }

    static String flags(VirtualService service) {
        return service.flags().stream()
                .sorted()
                .map(flag -> ServiceOptions.name(flag, service.scheduler()))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.joining(","));
    }

    static String mask(VirtualService service) {
        return service.key().isIpv6()
                ? Integer.toString(service.netmask())
                : Endpoints.address(service.netmask()).getHostAddress();
    }

    private void server(ServerStatus status, int protocol, StringBuilder text) {
        var server = status.server();
        String full = names.endpoint(server.address(), server.port(), protocol);
        String name = full.startsWith("[") ? full : Names.cut(full, 28);
        text.append(String.format(Locale.ROOT, "  -> %-28s", name));
        switch (shape) {
            case STATS -> text.append(sums(status.traffic()));
            case RATE -> text.append(serverRates(status.traffic().rates()));
            case THRESHOLDS -> text.append(String.format(
                    Locale.ROOT,
                    " %-10d %-10d %-10d %-10d",
                    server.upperThreshold(),
                    server.lowerThreshold(),
                    status.active(),
                    status.inactive()));
            case PERSISTENT -> text.append(String.format(
                    Locale.ROOT,
                    " %-9d %-11d %-10d %-10d",
                    server.weight(),
                    status.persistent(),
                    status.active(),
                    status.inactive()));
            case TUNNEL -> text.append(String.format(
                    Locale.ROOT,
                    " %-7s %-13s %-6d %-10d %-10d",
                    server.method().listing(),
                    server.method() == ForwardingMethod.TUNNEL ? tunnel(server.tunnel()) : "n/a",
                    server.weight(),
                    status.active(),
                    status.inactive()));
            default -> text.append(String.format(
                    Locale.ROOT,
                    " %-7s %-6d %-10d %-10d",
                    server.method().listing(),
                    server.weight(),
                    status.active(),
                    status.inactive()));
        }
        text.append('\n');
    }

    private static String tunnel(Tunnel tunnel) {
        String checksum =
                switch (tunnel.checksum()) {
                    case NONE -> "-c";
                    case FULL -> "+c";
                    case REMOTE -> "r+c";
                };
        return switch (tunnel.type()) {
            case IPIP -> "ipip";
            case GUE -> "gue:" + tunnel.port() + ":" + checksum;
            case GRE -> "gre:" + checksum;
        };
    }

    private String sums(Traffic traffic) {
        return large(traffic.connections())
                + large(traffic.inPackets())
                + large(traffic.outPackets())
                + large(traffic.inBytes())
                + large(traffic.outBytes());
    }

    private String serviceRates(Traffic.Rates rates) {
        return large(rates.connections())
                + large(rates.inPackets())
                + large(rates.outPackets())
                + large(rates.inBytes())
                + large(rates.outBytes());
    }

    private String serverRates(Traffic.Rates rates) {
        return String.format(Locale.ROOT, " %8d %8d %8d", rates.connections(), rates.inPackets(), rates.outPackets())
                + large(rates.inBytes())
                + large(rates.outBytes());
    }

    private String large(long number) {
        return Numbers.large(number, exact);
    }
}
