package org.hadirector.lvs.model;

/**
 * How packets are wrapped for a real server of method {@link ForwardingMethod#TUNNEL}.
 *
 * @param port UDP port of the far end, of {@link Type#GUE} only, else 0
 */
public record Tunnel(Type type, int port, Checksum checksum) {
    /** IP in IP, as without any tunnel option. */
    public static final Tunnel IPIP = new Tunnel(Type.IPIP, 0, Checksum.NONE);

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
