package org.hadirector.linux;

import java.util.List;

/**
 * A network interface at one moment.
 *
 * @param hardwareAddress null when it is not an Ethernet device
 * @param up administratively up (IFF_UP)
 * @param carrier up and with a living cable (IFF_LOWER_UP)
 * @param addresses in the kernel's order: the first ordinary one is the primary
 */
public record NetworkDevice(
        int index,
        String name,
        HardwareAddress hardwareAddress,
        boolean up,
        boolean carrier,
        boolean loopback,
        int mtu,
        List<DeviceAddress> addresses) {
    public NetworkDevice {
        addresses = List.copyOf(addresses);
    }
}
