package org.hadirector.heartbeat.jgroups;

import org.hadirector.heartbeat.config.Medium;

class Mcast6LinkTest extends Udp6LinkContract {
    @Override
    protected Medium medium(int side) {
        return new Medium.Mcast6("eth1", "ff02::694", PORT, 1, false, 1);
    }

    @Override
    protected String destination() {
        return "ff02::694";
    }

    @Override
    protected byte kind() {
        return 5;
    }
}
