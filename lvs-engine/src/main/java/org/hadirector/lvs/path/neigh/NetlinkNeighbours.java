package org.hadirector.lvs.path.neigh;

import org.hadirector.linux.LinuxException;
import org.hadirector.linux.NetlinkReply;
import org.hadirector.linux.NetlinkSocket;

/** The kernel's table of neighbours by rtnetlink: {@code ip neigh get}, {@code ip neigh add … use}. */
record NetlinkNeighbours(NetlinkSocket requests) implements Neighbours.Kernel {
    @Override
    public Neighbour.State ask(Neighbour neighbour) throws LinuxException {
        for (NetlinkReply reply : requests.queryIfThere(neighbour.question(), "ip neigh get " + neighbour.address())) {
            Neighbour.News said = Neighbour.parse(reply).orElse(null);
            if (said != null) {
                return said.state();
            }
        }
        return Neighbour.State.UNKNOWN;
    }

    @Override
    public void use(Neighbour neighbour) throws LinuxException {
        requests.request(neighbour.use(), "ip neigh add " + neighbour.address() + " use");
    }
}
