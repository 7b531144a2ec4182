package org.hadirector.heartbeat.config;

import java.net.Inet4Address;
import java.util.List;
import java.util.Optional;

/** A heartbeat medium of ha.cf; one link comes of each. */
public sealed interface Medium {
    /** What administrators call the link: the interface or the device. */
    String name();

    /** Where ha.cf says so, 1-based. */
    int line();

    /** What the file says of it, in order; nothing about where. */
    List<Object> facts();

    /** Whether the link is the same, wherever the file says so. */
    default boolean sameAs(Medium other) {
        return getClass() == other.getClass() && facts().equals(other.facts());
    }

    /** The directive that makes such a medium. */
    String directive();

    /** heartbeat's words in ha-log when it opens it. */
    String started();

    /** UDP broadcast on an interface. */
    record Bcast(String interfaceName, int port, int line) implements Medium {
        @Override
        public List<Object> facts() {
            return List.of(interfaceName, port);
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
        public List<Object> facts() {
            return List.of(interfaceName, group, port, ttl, loop);
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
        public List<Object> facts() {
            return List.of(interfaceName, group, port, hops, loop);
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
        public List<Object> facts() {
            return List.of(interfaceName, peer, port);
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
        public List<Object> facts() {
            return List.of(interfaceName, peer, port);
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
        public List<Object> facts() {
            return List.of(device, baud);
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
