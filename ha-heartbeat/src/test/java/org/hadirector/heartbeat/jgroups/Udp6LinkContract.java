package org.hadirector.heartbeat.jgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.hadirector.heartbeat.link.Beats;
import org.hadirector.heartbeat.link.HeartbeatLink;
import org.hadirector.linux.NetworkNamespace;
import org.junit.jupiter.api.Test;

/** A link over IPv6 on a cable without an IPv4 network. */
abstract class Udp6LinkContract extends UdpLinkContract {
    @Override
    protected void plugIn() throws IOException {
        for (NetworkNamespace host : hosts) {
            // nobody else is on the cable: the kernel need not look a second long for another one of the same address
            host.exec("sysctl", "-qw", "net.ipv6.conf.default.accept_dad=0", "net.ipv6.conf.default.dad_transmits=0");
        }
        network.cable(hosts[0], "eth1", null, hosts[1], "eth1", null);
        for (int side = 0; side < 2; side++) {
            // The JDK finds interfaces by IPv4, or by IPv6 in the namespace of its first thread, which is not this one.
            // Ipv6OnlyTest has processes with nothing but IPv6.
            hosts[side].ip("addr", "add", "198.18.0." + (side + 1) + "/32", "dev", "eth1");
            // else the kernel drops them with the interface, and who configures the network brings them back
            hosts[side].exec("sysctl", "-qw", "net.ipv6.conf.eth1.keep_addr_on_down=1");
            address(side);
            int host = side;
            soon().until(() -> !shown(host).contains("tentative") && shown(host).contains("fe80:"));
        }
    }

    private String shown(int side) throws IOException {
        return hosts[side].ip("-6", "addr", "show", "dev", "eth1");
    }

    /** Gives a side its addresses. */
    protected void address(int side) throws IOException {
        hosts[side].ip("-6", "addr", "add", side == 0 ? "fd77::5/64" : "fd77::7/64", "dev", "eth1", "nodad");
    }

    @Override
    protected String source() {
        return "::";
    }

    @Override
    protected void serviceAddresses(String verb) throws IOException {
        for (String vip : new String[] {"fd77::100/64", "fd77::101/128"}) {
            if (verb.equals("add")) {
                hosts[0].ip("-6", "addr", "add", vip, "dev", "eth1", "nodad", "preferred_lft", "0");
            } else {
                hosts[0].ip("-6", "addr", "del", vip, "dev", "eth1");
            }
        }
    }

    @Test
    void shouldSayThatTheInterfaceHasNoFittingAddress() throws Exception {
        hosts[0].ip("-6", "addr", "flush", "dev", "eth1");
        serviceAddresses("add");
        HeartbeatLink ha1 = closed(0, Beats.SHA256);

        IOException e = assertThrows(IOException.class, () -> open(0, ha1, () -> {}));

        assertTrue(e.getMessage().contains("IPv6 address that is ready for use"), e.getMessage());
        assertEquals(0, ha1.counters().reopened());
    }
}
