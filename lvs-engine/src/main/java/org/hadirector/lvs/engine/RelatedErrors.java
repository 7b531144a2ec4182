package org.hadirector.lvs.engine;

import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.conn.ConnectionTable;
import org.hadirector.lvs.forward.Drop;
import org.hadirector.lvs.forward.DropCounters;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.Tunnel;
import org.hadirector.lvs.packet.Checksums;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.packet.QuotedPacket;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.setting.Setting;
import org.hadirector.lvs.setting.Settings;

/**
 * ICMP and ICMPv6 errors that belong to connections: about what a server sent, on to the server; about what a client
 * sent, on to the client; about what was wrapped for a tunnelled server, to the client as well (ip_vs_in_icmp,
 * ip_vs_out_icmp of the kernel). All other messages are the stack's. Belongs to the packet thread.
 */
final class RelatedErrors {
    /** No verdict: the error is about no connection. */
    private static final int UNRELATED = Integer.MIN_VALUE;

    private static final int UNREACHABLE = 3;
    private static final int SOURCE_QUENCH = 4;
    private static final int TIME_EXCEEDED = 11;
    private static final int ICMP_HEADER = 8;
    private static final int UDP_HEADER = 8;
    private static final int IPIP = 4;
    private static final int IPV6_IN_IP = 41;
    private static final int GRE = 47;
    private static final int GRE_IPV4 = 0x0800;
    private static final int GRE_IPV6 = 0x86dd;
    private static final int GRE_CHECKSUM = 0x8000;

    private final Connections connections;
    private final Methods methods;
    private final DropCounters drops;
    private final Admission admission;
    private final Settings settings;
    private final QuotedPacket quoted = new QuotedPacket();
    private final QuotedPacket inner = new QuotedPacket();
    private final ConnectionKey key = new ConnectionKey();

    RelatedErrors(
            Connections connections, Methods methods, DropCounters drops, Admission admission, Settings settings) {
        this.admission = admission;
        this.settings = settings;
        this.connections = connections;
        this.methods = methods;
        this.drops = drops;
    }

    /** The verdict about an ICMP packet. */
    int handle(PacketView packet) {
        int at = packet.transport() + ICMP_HEADER;
        int bytes = packet.network() + packet.packetLength() - at;
        if (!isRelated(packet) || !quoted.parse(packet.frame(), at, bytes) || quoted.isIpv6() != packet.isIpv6()) {
            return PacketHandler.LOCAL;
        }
        int verdict = quoted.hasPorts() ? aboutConnection(packet) : UNRELATED;
        // Of a tunnel of ours only what is for this machine: an error for another one is routed, as the kernel's
        // LOCAL_IN has it.
        boolean here = admission.isOwn(packet.destinationHigh(), packet.destinationLow());
        if (verdict == UNRELATED && quoted.isFirst() && here) {
            verdict = aboutTunnel(packet);
        }
        if (verdict != UNRELATED) {
            return verdict; // LOCAL too, if the server is this machine
        }
        return settings.isOn(Setting.SCHEDULE_ICMP) && quoted.hasPorts() ? opening(packet) : PacketHandler.LOCAL;
    }

    /**
     * {@code schedule_icmp}: an error about a service's packet, whose connection another director made perhaps. The
     * checksum is looked at when the connection is there, as in the kernel.
     */
    private int opening(PacketView packet) {
        key.protocol(quoted.protocol())
                .client(quoted.destinationHigh(), quoted.destinationLow(), quoted.destinationPort())
                .virtual(quoted.sourceHigh(), quoted.sourceLow(), quoted.sourcePort());
        if (!admission.admit(key, packet, true)) {
            return admission.verdict();
        }
        int row = admission.row();
        if (row != ConnectionTable.NONE) {
            methods.remember(row, packet, connections);
        }
        if (isWrong(packet)) {
            return PacketHandler.DROP;
        }
        ServerEntry server = admission.server();
        int flags = row == ConnectionTable.NONE
                ? Connections.portFlag(key, server)
                : connections.table().flags(row);
        return methods.errorToServer(server, server.method(), server.portFor(key.virtualPort(), flags), packet, quoted);
    }

    /** Of IPv4 redirects and parameter problems are not looked at, as in the kernel. */
    private static boolean isRelated(PacketView packet) {
        int type = packet.icmpTypeAndCode() >> 8;
        return packet.isIpv6()
                ? packet.isIcmpError()
                : type == UNREACHABLE || type == SOURCE_QUENCH || type == TIME_EXCEEDED;
    }

    private int aboutConnection(PacketView packet) {
        key.protocol(quoted.protocol())
                .client(quoted.destinationHigh(), quoted.destinationLow(), quoted.destinationPort())
                .virtual(quoted.sourceHigh(), quoted.sourceLow(), quoted.sourcePort());
        int row = connections.find(key);
        if (row != ConnectionTable.NONE) {
            // The kernel looks at the checksum of ICMPv6 only when it changes it.
            boolean untouched = packet.isIpv6() && connections.method(row) != ForwardingMethod.MASQUERADE;
            return !untouched && isWrong(packet)
                    ? PacketHandler.DROP
                    : methods.errorToServer(row, packet, quoted, connections);
        }
        key.client(quoted.sourceHigh(), quoted.sourceLow(), quoted.sourcePort())
                .virtual(quoted.destinationHigh(), quoted.destinationLow(), quoted.destinationPort());
        row = methods.findReply(key, connections);
        if (row == ConnectionTable.NONE) {
            return UNRELATED;
        }
        return isWrong(packet) ? PacketHandler.DROP : methods.errorToClient(row, packet, quoted, connections);
    }

    private int aboutTunnel(PacketView packet) {
        int at = insideTunnel(packet);
        int bytes = packet.network() + packet.packetLength() - at;
        if (at == 0 || !inner.parse(packet.frame(), at, bytes) || !inner.hasPorts()) {
            return UNRELATED;
        }
        key.protocol(inner.protocol())
                .client(inner.sourceHigh(), inner.sourceLow(), inner.sourcePort())
                .virtual(inner.destinationHigh(), inner.destinationLow(), inner.destinationPort());
        int row = connections.find(key);
        if (row == ConnectionTable.NONE || connections.method(row) != ForwardingMethod.TUNNEL) {
            return UNRELATED;
        }
        ServerEntry server = connections.server(row);
        boolean wrappedByUs = server.isPresent()
                && server.addressLow() == quoted.destinationLow()
                && server.addressHigh() == quoted.destinationHigh()
                && protocolOf(server.tunnel(), inner.isIpv6()) == quoted.protocol();
        if (!wrappedByUs) {
            return UNRELATED;
        }
        return isWrong(packet) ? PacketHandler.DROP : methods.errorInTunnel(row, packet, inner, connections);
    }

    /** IP protocol of what a tunnel sends. */
    static int protocolOf(Tunnel tunnel, boolean innerIpv6) {
        return switch (tunnel.type()) {
            case IPIP -> innerIpv6 ? IPV6_IN_IP : IPIP;
            case GRE -> GRE;
            case GUE -> PacketView.UDP;
        };
    }

    /** Where the packet inside the quoted tunnel packet begins, 0 if that is none of a form we send. */
    private int insideTunnel(PacketView packet) {
        int at = quoted.transport();
        return switch (quoted.protocol()) {
            case IPIP, IPV6_IN_IP -> at;
            case GRE -> insideGre(packet, at);
            case PacketView.UDP -> {
                boolean plain = quoted.payload() >= UDP_HEADER + 4
                        && (packet.frame().u16(at + UDP_HEADER) >> 8) == 0
                        && packet.frame().u16(at + UDP_HEADER + 2) == 0;
                yield plain ? at + UDP_HEADER + 4 : 0;
            }
            default -> 0;
        };
    }

    private int insideGre(PacketView packet, int at) {
        if (quoted.payload() < 8) {
            return 0;
        }
        int flags = packet.frame().u16(at);
        int type = packet.frame().u16(at + 2);
        boolean plain = (flags & ~GRE_CHECKSUM) == 0 && (type == GRE_IPV4 || type == GRE_IPV6);
        return plain ? at + (flags == 0 ? 4 : 8) : 0;
    }

    private boolean isWrong(PacketView packet) {
        if (Checksums.isIcmpRight(packet)) {
            return false;
        }
        drops.count(Drop.BAD_CHECKSUM);
        return true;
    }
}
