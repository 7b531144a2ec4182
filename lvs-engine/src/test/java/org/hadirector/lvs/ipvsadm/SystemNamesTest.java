package org.hadirector.lvs.ipvsadm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class SystemNamesTest {
    /** A service at ::ffff:10.1.0.1 was listed with the name that the hosts file has for 10.1.0.1. */
    @Test
    void shouldAskForAMappedAddressAsItIs() throws Exception {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff, 10, 1, 0, 1};
        InetAddress asked = SystemNames.unnamed(Inet6Address.getByAddress("named", mapped, -1));
        assertInstanceOf(Inet6Address.class, asked);
        assertArrayEquals(mapped, asked.getAddress());
        assertEquals("/0:0:0:0:0:ffff:a01:1", asked.toString(), "without the name");
        byte[] plain = {10, 1, 0, 1};
        assertEquals(
                "/10.1.0.1",
                SystemNames.unnamed(InetAddress.getByAddress("named", plain)).toString());
    }
}
