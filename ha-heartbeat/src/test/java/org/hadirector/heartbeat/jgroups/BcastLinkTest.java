package org.hadirector.heartbeat.jgroups;

import org.hadirector.heartbeat.config.Medium;
import org.hadirector.linux.testing.RequiresRoot;

@RequiresRoot
class BcastLinkTest extends UdpLinkContract {
    @Override
    protected Medium medium(int side) {
        return new Medium.Bcast("eth1", PORT, 1);
    }

    @Override
    protected String destination() {
        return "10.77.1.255";
    }

    @Override
    protected byte kind() {
        return 1;
    }
}
