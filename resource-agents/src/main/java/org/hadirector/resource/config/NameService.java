package org.hadirector.resource.config;

import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;

/** Names of hosts and services to numbers. Configuration files may hold names; asking may block. */
public interface NameService {
    /**
     * @param six whether an IPv6 address is wanted instead of an IPv4 one
     * @return the first address of the host; literals need no question
     */
    Optional<InetAddress> host(String name, boolean six);

    /**
     * @param protocol {@code tcp} or {@code udp}
     * @return the number of a service such as {@code http}, 1–65535
     */
    OptionalInt port(String service, String protocol);
}
