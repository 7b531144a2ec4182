package org.hadirector.lvs.protocol;

import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.setting.Settings;

/** The protocols that are balanced, by their IP protocol numbers. */
public final class Protocols {
    private final ProtocolStates tcp;
    private final ProtocolStates udp;
    private final ProtocolStates sctp;

    public Protocols(StateTimeouts timeouts, Settings settings) {
        tcp = new TcpStates(timeouts, settings);
        udp = new UdpStates(timeouts);
        sctp = new SctpStates(settings);
    }

    /** Whether services of this protocol can be balanced. */
    public static boolean isKnown(int protocol) {
        return protocol == PacketView.TCP || protocol == PacketView.UDP || protocol == PacketView.SCTP;
    }

    /** The states of a protocol that {@link #isKnown}. */
    public ProtocolStates of(int protocol) {
        return switch (protocol) {
            case PacketView.TCP -> tcp;
            case PacketView.SCTP -> sctp;
            default -> udp;
        };
    }
}
