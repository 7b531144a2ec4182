package org.hadirector.director.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.linux.DeviceAddress;
import org.hadirector.linux.NetworkDevice;
import org.hadirector.resource.config.HaresourcesParser;
import org.junit.jupiter.api.Test;

class OwnAddressesTest {
    private static DeviceAddress held(String address, String label, long validSeconds) throws Exception {
        return new DeviceAddress(InetAddress.getByName(address), 24, null, label, validSeconds, true);
    }

    private static List<ConfigProblem> problems(String haresources, DeviceAddress... held) {
        NetworkDevice device = new NetworkDevice(2, "eth0", null, true, true, false, 1500, List.of(held));
        return new OwnAddresses(List.of(device))
                .problems(new HaresourcesParser(Set.of("ha1"), name -> true)
                        .parse("haresources", haresources)
                        .value());
    }

    @Test
    void shouldWarnOfAnAddressOfTheMachineItself() throws Exception {
        String group = "ha1 rec::192.0.2.11 192.0.2.6 IPaddr2::192.0.2.11/24/eth1 fd00::11/64/eth0\n";
        List<ConfigProblem> found = problems(
                group,
                held("192.0.2.11", "eth0", DeviceAddress.FOREVER),
                held("fd00::11", "eth0", DeviceAddress.FOREVER));
        assertEquals(2, found.size(), found::toString);
        assertEquals(ConfigProblem.Severity.WARNING, found.get(0).severity());
        assertEquals(1, found.get(0).line());
        String begin = "IPaddr2::192.0.2.11/24/eth1: eth0 has this address already";
        assertEquals(begin, found.get(0).text().substring(0, begin.length()));
    }

    @Test
    void shouldNotMindWhatADaemonOrHeartbeatPutThere() throws Exception {
        assertEquals(
                List.of(),
                problems(
                        "ha1 192.0.2.6 192.0.2.7 fd00::6/64/eth0\n",
                        held("192.0.2.6", "eth0", 2),
                        held("192.0.2.7", "eth0:0", DeviceAddress.FOREVER),
                        held("fd00::6", "eth0", 2)));
    }
}
