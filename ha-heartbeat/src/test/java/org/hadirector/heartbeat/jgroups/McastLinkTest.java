package org.hadirector.heartbeat.jgroups;

import org.hadirector.heartbeat.config.Medium;
import org.hadirector.linux.testing.RequiresRoot;

@RequiresRoot
class McastLinkTest extends UdpLinkContract {
    @Override
    protected Medium medium(int side) {
        return new Medium.Mcast("eth1", "225.0.0.1", PORT, 1, false, 1);
    }

    @Override
    protected String destination() {
        return "225.0.0.1";
    }

    @Override
    protected byte kind() {
        return 2;
    }
}
