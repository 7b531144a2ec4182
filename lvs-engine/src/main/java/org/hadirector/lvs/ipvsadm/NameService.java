package org.hadirector.lvs.ipvsadm;

import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;

/** Names of hosts and ports. */
public interface NameService {
    /** The name of a host, if it has one. */
    Optional<String> host(InetAddress address);

    /** The IPv4 address of a named host. */
    Optional<InetAddress> address(String host);

    /**
     * The name of a port.
     *
     * @param protocol {@code tcp}, {@code udp} or {@code sctp}
     */
    Optional<String> service(int port, String protocol);

    /** The port of a named service. */
    OptionalInt port(String service, String protocol);
}
