package org.hadirector.lvs.path.gate;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.NextHops;
import org.hadirector.lvs.path.PacketHandler;

/** The least that balances: a client port always goes to the same server, by its MAC. */
final class DirectRouting implements PacketHandler {
    private final NextHops hops;
    private final List<InetAddress> servers;

    DirectRouting(NextHops hops, List<InetAddress> servers) {
        this.hops = hops;
        this.servers = servers;
    }

    @Override
    public int handle(Frame frame) {
        int clientPort = frame.u16(14 + 20); // Linux gives clients even ones
        Optional<NextHop> hop = hops.lookup(servers.get(clientPort / 2 % servers.size()));
        if (hop.isEmpty()) {
            return DROP;
        }
        mac(frame, 0, hop.get().destination());
        mac(frame, 6, hop.get().source());
        return hop.get().interfaceIndex();
    }

    private static void mac(Frame frame, int at, long value) {
        frame.u16(at, (int) (value >>> 32));
        frame.s32(at + 2, (int) value);
    }
}
