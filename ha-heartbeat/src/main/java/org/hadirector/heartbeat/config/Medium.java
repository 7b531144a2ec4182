package org.hadirector.heartbeat.config;

import java.net.Inet4Address;
import java.util.Optional;

/** A heartbeat medium of ha.cf; one link comes of each. */
public sealed interface Medium {
    /** What administrators call the link: the interface or the device. */
    String name();

    /** Where ha.cf says so, 1-based. */
    int line();

    /** The same medium on another line. */
    Medium atLine(int line);

    /** Whether the link is the same, wherever the file says so. */
    default boolean sameAs(Medium other) {
        return atLine(0).equals(other.atLine(0));
    }

    /** The directive that makes such a medium. */
    String directive();

    /** heartbeat's words in ha-log when it opens it. */
    String started();

    /** UDP broadcast on an interface. */
    record Bcast(String interfaceName, int port, int line) implements Medium {
        @Override
        public Medium atLine(int at) {
            return new Bcast(interfaceName, port, at);
        }

        @Override
        public String name() {
            return interfaceName;
        }

        @Override
        public String directive() {
            return "bcast";
        }

        @Override
        public String started() {
            return "UDP Broadcast heartbeat started on port %d (%d) interface %s".formatted(port, port, interfaceName);
        }
    }

    /**
     * UDP multicast on an interface.
     *
     * @param group dotted IPv4 multicast address
     * @param ttl 1..255
     * @param loop whether the own host hears it too
     */
    record Mcast(String interfaceName, String group, int port, int ttl, boolean loop, int line) implements Medium {
        @Override
        public Medium atLine(int at) {
            return new Mcast(interfaceName, group, port, ttl, loop, at);
        }

        @Override
        public String name() {
            return interfaceName;
        }

        @Override
        public String directive() {
            return "mcast";
        }

        @Override
        public String started() {
            return "UDP multicast heartbeat started for group %s port %d interface %s (ttl=%d loop=%d)"
                    .formatted(group, port, interfaceName, ttl, loop ? 1 : 0);
        }
    }

    /**
     * UDP multicast over IPv6.
     *
     * @param group IPv6 multicast address as written
     * @param hops 1..255
     */
    record Mcast6(String interfaceName, String group, int port, int hops, boolean loop, int line) implements Medium {
        @Override
        public String name() {
            return interfaceName;
        }

        @Override
        public Medium atLine(int at) {
            return new Mcast6(interfaceName, group, port, hops, loop, at);
        }

        @Override
        public String directive() {
            return "mcast6";
        }

        @Override
        public String started() {
            return "UDP multicast heartbeat started for [%s]:%d on interface %s (hops=%d loop=%d)"
                    .formatted(AddressText.plain(group), port, interfaceName, hops, loop ? 1 : 0);
        }
    }

    /**
     * UDP unicast from an interface.
     *
     * @param peer address or host name as written
     */
    record Ucast(String interfaceName, String peer, int port, int line) implements Medium {
        @Override
        public Medium atLine(int at) {
            return new Ucast(interfaceName, peer, port, at);
        }

        @Override
        public String name() {
            return interfaceName;
        }

        @Override
        public String directive() {
            return "ucast";
        }

        @Override
        public String started() {
            return "ucast: started on port %d interface %s to %s".formatted(port, interfaceName, peer);
        }
    }

    /**
     * UDP unicast over IPv6; over IPv4 where the address is mapped from one of those.
     *
     * @param peer IPv6 address as written
     */
    record Ucast6(String interfaceName, String peer, int port, int line) implements Medium {
        /** The address to which the beats go over IPv4. */
        public Optional<Inet4Address> mapped() {
            return AddressText.mapped(peer);
        }

        @Override
        public String name() {
            return interfaceName;
        }

        @Override
        public Medium atLine(int at) {
            return new Ucast6(interfaceName, peer, port, at);
        }

        @Override
        public String directive() {
            return "ucast6";
        }

        @Override
        public String started() {
            return "ucast6: heartbeat started for [%s]:%d on interface %s"
                    .formatted(AddressText.shown(peer, interfaceName), port, interfaceName);
        }
    }

    /**
     * A null-modem line.
     *
     * @param device absolute path
     * @param baud bits per second, as the last {@code baud} line above said
     */
    record Serial(String device, int baud, int line) implements Medium {
        @Override
        public Medium atLine(int at) {
            return new Serial(device, baud, at);
        }

        @Override
        public String name() {
            return device;
        }

        @Override
        public String directive() {
            return "serial";
        }

        @Override
        public String started() {
            return "Starting serial heartbeat on tty %s (%d baud)".formatted(device, baud);
        }
    }
}
