package org.hadirector.linux;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** What interfaces, addresses and routes this machine has now. Every call asks anew. */
public interface Interfaces {
    /** All interfaces with their addresses, in the order of their index. */
    List<NetworkDevice> all() throws LinuxException;

    /** The route to an address, empty when there is none. */
    Optional<Route> routeTo(InetAddress destination) throws LinuxException;

    /**
     * The gateway of the best default route of the address family.
     *
     * @param device only routes through it; null for any
     */
    Optional<InetAddress> defaultGateway(Family family, String device) throws LinuxException;

    /** One interface by name. */
    default Optional<NetworkDevice> find(String name) throws LinuxException {
        return all().stream().filter(device -> device.name().equals(name)).findFirst();
    }

    /** The interface that has the address, loopback only when no other has it. */
    default Optional<NetworkDevice> holding(InetAddress address) throws LinuxException {
        List<NetworkDevice> holders = all().stream()
                .filter(device -> device.addresses().stream()
                        .anyMatch(held -> held.address().equals(address)))
                .toList();
        return holders.stream().filter(device -> !device.loopback()).findFirst().or(() -> holders.stream()
                .findFirst());
    }

    /** Address families. */
    enum Family {
        IPV4,
        IPV6
    }
}
