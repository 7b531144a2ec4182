package org.hadirector.lvs.ipvsadm;

import java.util.EnumSet;
import java.util.Set;
import org.hadirector.lvs.engine.LvsControl;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.SchedulerFlag;
import org.hadirector.lvs.model.Tunnel;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.ServiceKey;

/** A command line as it was understood; filled by the {@link CommandParser}. */
final class Invocation {
    Command command;
    final Set<Option> options = EnumSet.noneOf(Option.class);
    // The service.
    ServiceKey key;
    boolean markGiven;
    String scheduler = "";
    String flagNames = "";
    Set<SchedulerFlag> flags = EnumSet.noneOf(SchedulerFlag.class);
    int persistentSeconds;
    int netmask = -1;
    boolean onePacket;
    String engine = "";
    // The server.
    Endpoints.Endpoint server;
    ForwardingMethod method = ForwardingMethod.DIRECT_ROUTE;
    int weight = 1;
    long upper;
    long lower;
    Tunnel.Type tunnelType = Tunnel.Type.IPIP;
    int tunnelPort;
    // Others.
    LvsControl.Timeouts timeouts;
    String daemonRole = "";

    boolean has(Option option) {
        return options.contains(option);
    }

    VirtualService service() {
        return new VirtualService(
                key, scheduler.isEmpty() ? "wlc" : scheduler, flags, persistentSeconds, netmask, engine, onePacket);
    }

    RealServer realServer() {
        boolean samePort = !key.isMark() && method != ForwardingMethod.MASQUERADE && command != Command.DELETE_SERVER;
        Tunnel.Checksum checksum = has(Option.TUN_CSUM)
                ? Tunnel.Checksum.FULL
                : has(Option.TUN_REMCSUM) ? Tunnel.Checksum.REMOTE : Tunnel.Checksum.NONE;
        Tunnel given = new Tunnel(tunnelType, tunnelPort, checksum);
        Tunnel tunnel = given.equals(Tunnel.IPIP) ? Tunnel.IPIP : given; // thousands share the usual one
        return new RealServer(
                server.address(), samePort ? key.port() : server.port(), method, weight, upper, lower, tunnel);
    }
}
