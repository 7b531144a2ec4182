package org.hadirector.heartbeat.config;

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
    }
}
