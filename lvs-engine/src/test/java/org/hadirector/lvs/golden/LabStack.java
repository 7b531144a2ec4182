package org.hadirector.lvs.golden;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hadirector.lvs.engine.EngineLab;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.packet.CollectingOutlet;
import org.hadirector.lvs.packet.Fragmenter;
import org.hadirector.lvs.packet.HopStamp;
import org.hadirector.lvs.packet.IcmpAnswer;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.packet.Reassembly;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;

/**
 * The director's own stack in the lab: drops what cannot come from where it says, routes what is not for it, answers
 * the rest as a machine on which nobody listens. Its own addresses are those of the vectors' lab.
 */
final class LabStack {
    private static final List<String> CLIENTS = List.of("10.9.1.", "10.2.", "10.4.", "[fd02:", "[fd04:", "[fd09:");
    private static final List<String> SERVERS = List.of("192.168.0.", "[fd00:");
    private static final List<String> OWN = List.of("10.9.1.1", "192.168.0.254", "[fd09::1]", "[fd00::fe]");
    private static final List<String> VIRTUAL = List.of("10.1.0.", "10.3.", "[fd01::");

    private static final int ROUTING = 43;
    /** Of mobile hosts, and of segments (RFC 6275, RFC 8754). */
    private static final Set<Integer> ROUTED = Set.of(2, 4);

    private static final int LONGEST_ANSWER = 600;
    private static final int LINK_MTU = 1500;

    private final PacketView view = new PacketView();
    private final Reassembly reassembly = new Reassembly();
    private final HopStamp stamp =
            new HopStamp(() -> 0, low -> isOwn(Sockets.text(Addresses.toInetAddress(Addresses.IPV4_HIGH, low))));
    private final IcmpAnswer icmp = new IcmpAnswer(stamp);

    /** What the stack sends because of a frame. */
    List<Sent> take(boolean fromServer, byte[] received, long nowNs) {
        Frame frame = roomy(received);
        PacketView.Kind kind = view.parse(frame);
        if (kind == PacketView.Kind.FRAGMENT
                && !view.isIpv6()
                && view.hops() <= 1
                && !isMartian()
                && !isOwn(destination())) {
            // Each by itself, before the hooks of IPVS see it; about later ones nobody is told.
            return view.fragmentOffset() == 0 ? routed(fromServer, frame, kind) : List.of();
        }
        if (kind == PacketView.Kind.FRAGMENT) {
            // Also what is routed only: the hooks of IPVS put together whatever passes.
            switch (reassembly.add(view, nowNs)) {
                case COMPLETE -> {
                    frame = reassembly.whole();
                    kind = view.parse(frame);
                }
                case ALONE -> {
                    return isOwn(destination()) ? List.of() : routed(fromServer, frame, kind);
                }
                default -> {
                    return List.of();
                }
            }
        }
        if (kind == PacketView.Kind.MALFORMED || kind == PacketView.Kind.NOT_IP || isMartian()) {
            return List.of();
        }
        if (kind == PacketView.Kind.REFUSED_OPTIONS) {
            return refused(fromServer, frame);
        }
        if (!isOwn(destination())) {
            return routed(fromServer, frame, kind);
        }
        if (kind == PacketView.Kind.CUT_SHORT && view.protocol() != PacketView.SCTP) {
            return List.of(); // SCTP it does not know at all, so that it need not read it
        }
        String to = Sockets.text(Addresses.toInetAddress(view.sourceHigh(), view.sourceLow()));
        byte[] answer = answer(frame, kind);
        return answer == null || !isRouted(to) ? List.of() : List.of(new Sent(side(isServers(to)), answer));
    }

    private static boolean isServers(String address) {
        return SERVERS.stream().anyMatch(address::startsWith);
    }

    private static boolean isRouted(String address) {
        return isServers(address) && !isOwn(address) || CLIENTS.stream().anyMatch(address::startsWith);
    }

    private static int side(boolean ofServers) {
        return ofServers ? EngineLab.SERVERS : EngineLab.CLIENTS;
    }

    /** Sources that no station has; of IPv4 also the director's own (fib_validate_source of the kernel). */
    private boolean isMartian() {
        String source = Sockets.text(Addresses.toInetAddress(view.sourceHigh(), view.sourceLow()));
        return view.isSourceMartian() || !view.isIpv6() && isOwn(source);
    }

    private String destination() {
        return Sockets.text(Addresses.toInetAddress(view.destinationHigh(), view.destinationLow()));
    }

    private static boolean isOwn(String address) {
        return OWN.contains(address) || VIRTUAL.stream().anyMatch(address::startsWith);
    }

    /** A source route goes nowhere, about damaged options the sender is told. */
    private List<Sent> refused(boolean fromServer, Frame frame) {
        return view.wrongOption() < 0
                ? List.of()
                : List.of(new Sent(
                        side(fromServer),
                        StackAnswers.parameterProblem(
                                CollectingOutlet.bytes(frame), view, fromServer, isOwn(destination()))));
    }

    /** Low half of the director's address on a side. */
    private static long own(boolean ofServers) {
        return Addresses.low(Segment.address(ofServers ? "192.168.0.254" : "10.9.1.1"));
    }

    private static Frame roomy(byte[] received) {
        ByteBuffer buffer =
                ByteBuffer.allocate(received.length + LONGEST_ANSWER).put(0, received);
        return new Frame().wrap(buffer, 0, received.length, buffer.capacity(), 3);
    }

    private boolean isOptioned() {
        return !view.isIpv6() && view.transport() > view.network() + 20;
    }

    /** Whether a packet of IPv6 has a routing header of a type that the kernel takes from nobody. */
    private boolean isRoutedBySource() {
        int next = view.isIpv6() ? view.frame().u8(view.network() + 6) : -1;
        int at = view.network() + 40;
        while (at < view.transport() && next != view.protocol()) {
            if (next == ROUTING && ROUTED.contains(view.frame().u8(at + 2))) {
                return true;
            }
            next = view.frame().u8(at);
            at += (view.frame().u8(at + 1) + 1) * 8;
        }
        return false;
    }

    /** What the stack says to a packet for itself, or null. */
    private byte[] answer(Frame frame, PacketView.Kind kind) {
        if (isRoutedBySource()) {
            return null;
        }
        byte[] answer = StackAnswers.to(CollectingOutlet.bytes(frame), view, kind);
        if (answer == null || view.protocol() != PacketView.UDP || !isOptioned()) {
            return answer;
        }
        stamp.stamp(view, view.destinationLow());
        return icmp.portUnreachable(view) ? CollectingOutlet.bytes(frame) : null;
    }

    private byte[] timeExceeded(Frame frame, boolean fromServer) {
        if (!isOptioned()) {
            return StackAnswers.timeExceeded(CollectingOutlet.bytes(frame), view, fromServer);
        }
        return icmp.timeExceeded(view, Addresses.IPV4_HIGH, own(fromServer)) ? CollectingOutlet.bytes(frame) : null;
    }

    /** One hop older, cut as it came, or what its sender is told who let it live too short. */
    private List<Sent> routed(boolean fromServer, Frame frame, PacketView.Kind kind) {
        String to = destination();
        if (!isRouted(to)) {
            return List.of();
        }
        stamp.stamp(view, own(fromServer));
        if (view.hops() <= 1) {
            boolean silent = kind == PacketView.Kind.ICMP && view.isIcmpError();
            return silent
                    ? List.of()
                    : Optional.ofNullable(timeExceeded(frame, fromServer))
                            .map(answer -> new Sent(side(fromServer), answer))
                            .stream()
                            .toList();
        }
        view.decrementHops();
        stamp.restate(view, own(isServers(to)));
        if (!view.isIpv6() && frame.cuts() != null && frame.cuts().isUnfragmentable()) {
            // Put together it has DF, and is not cut again, however short the pieces would be (ip_fragment).
            return icmp.tooBig(view, LINK_MTU, Addresses.IPV4_HIGH, own(fromServer))
                    ? List.of(new Sent(side(fromServer), CollectingOutlet.bytes(frame)))
                    : List.of();
        }
        CollectingOutlet outlet = new CollectingOutlet(Integer.MAX_VALUE);
        int limit = frame.fragmentSize() == 0 ? frame.length() : frame.fragmentSize();
        new Fragmenter(outlet).send(frame, limit, side(isServers(to)));
        return outlet.sent.stream()
                .map(sent -> new Sent(side(isServers(to)), sent))
                .toList();
    }
}
