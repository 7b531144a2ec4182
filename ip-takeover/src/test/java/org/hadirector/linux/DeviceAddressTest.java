package org.hadirector.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeviceAddressTest {
    @ParameterizedTest
    @CsvSource({
        "10.9.0.1, 24, 10.9.0.255, true",
        "10.9.0.1, 24, 10.9.1.0, false",
        "10.9.0.1, 23, 10.9.1.0, true",
        "10.9.0.1, 32, 10.9.0.1, true",
        "10.9.0.1, 32, 10.9.0.2, false",
        "10.9.0.1, 31, 10.9.0.0, true",
        "10.9.0.1, 0, 192.0.2.1, true",
        "10.9.0.1, 0, fd00::1, false",
        "fd00:9::1, 64, fd00:9::ffff, true",
        "fd00:9::1, 127, fd00:9::2, false"
    })
    void shouldKnowItsSubnet(String address, int prefix, String other, boolean inside) throws Exception {
        DeviceAddress held =
                new DeviceAddress(InetAddress.getByName(address), prefix, null, "eth0", DeviceAddress.FOREVER, true);

        assertEquals(inside, held.subnetContains(InetAddress.getByName(other)));
    }
}
