package org.hadirector.heartbeat.jgroups;

import org.hadirector.heartbeat.config.Medium;
import org.hadirector.linux.testing.RequiresRoot;

@RequiresRoot
class UcastLinkTest extends UdpLinkContract {
    @Override
    protected Medium medium(int side) {
        return new Medium.Ucast("eth1", side == 0 ? "10.77.1.7" : "10.77.1.5", PORT, 1);
    }

    @Override
    protected String destination() {
        return "10.77.1.7";
    }

    @Override
    protected byte kind() {
        return 3;
    }
}
