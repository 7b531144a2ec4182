package org.hadirector.heartbeat.config;

import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What the validator must know of the machine it runs on. */
public interface NodeFacts {
    /** {@code uname -n}, as the kernel has it. */
    String nodeName();

    /** Whether a network interface of that name exists now. */
    boolean hasInterface(String name);

    /** The kernel's number of a network interface; empty when nobody knows one of that name. */
    default OptionalInt interfaceIndex(String name) {
        return OptionalInt.empty();
    }

    /** What a path is. */
    Device device(String path);

    /** Whether the address is one of this machine's. */
    boolean isLocal(InetAddress address);

    /** Looks a host name or dotted address up; empty when nobody knows it. */
    Optional<InetAddress> resolve(String host);

    /** A user's numbers by name; empty when there is none. */
    Optional<Account> user(String name);

    /** A group's number by name. */
    OptionalInt group(String name);

    /** The users that a group has besides those whose login group it is. */
    default Set<String> members(String group) {
        return Set.of();
    }

    /** The name of the service to which a UDP port belongs here. */
    default Optional<String> udpService(int port) {
        return Optional.empty();
    }

    /** Whether the kernel forwards packets of that family from one interface to another. */
    default boolean routes(boolean ipv6) {
        return true;
    }

    /** Whether a default route leads through a gateway, which can be asked whether our LAN works. */
    default boolean gateway() {
        return true;
    }

    /** Whether root can execute this file. */
    boolean executable(String path);

    /** Whether there is a directory of that path. */
    default boolean directory(String path) {
        return false;
    }

    /**
     * A user.
     *
     * @param gid of the login group
     */
    record Account(int uid, int gid) {}

    /** What stands at the path of a serial line. */
    enum Device {
        MISSING,
        CHARACTER_DEVICE,
        /** A character device that can be no line, such as /dev/null. */
        NO_TERMINAL,
        SOMETHING_ELSE
    }
}
