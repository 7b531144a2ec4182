package org.hadirector.lvs.model;

/**
 * How packets are wrapped for a real server of method {@link ForwardingMethod#TUNNEL}.
 *
 * @param port UDP port of the far end, of {@link Type#GUE} only, else 0
 */
public record Tunnel(Type type, int port, Checksum checksum) {
    /** IP in IP, as without any tunnel option. */
    public static final Tunnel IPIP = new Tunnel(Type.IPIP, 0, Checksum.NONE);

    // What the compiler makes of a record is put together at its first call, in milliseconds (decisions/0011).
    @Override
    public boolean equals(Object other) {
        return other instanceof Tunnel it && type == it.type && port == it.port && checksum == it.checksum;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * type.ordinal() + port) + checksum.ordinal();
    }

    /** The wrapping. */
    public enum Type {
        /** RFC 2003. */
        IPIP,
        /** Generic UDP encapsulation. */
        GUE,
        /** RFC 2784. */
        GRE
    }

    /** Checksum of the wrapping header. */
    public enum Checksum {
        /** {@code --tun-nocsum}. */
        NONE,
        /** {@code --tun-csum}. */
        FULL,
        /** {@code --tun-remcsum}, of {@link Type#GUE} only. */
        REMOTE
    }
}
