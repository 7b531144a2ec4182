package org.hadirector.lvs.packet;

import org.hadirector.lvs.path.FragmentCuts;
import org.hadirector.lvs.path.Frame;

/** Network address translation of one end of a packet, all checksums updated (RFC 1624, RFC 3022). */
public final class Translation {
    private Translation() {}

    /** Replaces source address and port. */
    public static void source(PacketView packet, long high, long low, int port) {
        translate(packet, packet.isIpv6() ? 8 : 12, 0, high, low, port);
    }

    /** Replaces destination address and port. */
    public static void destination(PacketView packet, long high, long low, int port) {
        translate(packet, packet.isIpv6() ? 24 : 16, 2, high, low, port);
    }

    /**
     * A first fragment that ends within the header that is written to grows, as in the kernel's skb_ensure_writable.
     */
    private static void cutBehindHeader(PacketView packet) {
        FragmentCuts cuts = packet.frame().cuts();
        int header =
                switch (packet.protocol()) {
                    case PacketView.TCP -> 20;
                    case PacketView.SCTP -> 12;
                    default -> 8;
                };
        if (cuts != null && cuts.end(0) < header) {
            cuts.forget();
        }
    }

    private static void translate(PacketView packet, int addressAt, int portAt, long high, long low, int port) {
        Frame frame = packet.frame();
        int address = packet.network() + addressAt;
        cutBehindHeader(packet);
        if (packet.protocol() == PacketView.SCTP) {
            sctp(packet, address, portAt, high, low, port);
            return;
        }
        int checksumAt = packet.transport() + (packet.protocol() == PacketView.TCP ? 16 : 6);
        boolean partial = frame.isChecksumPartial();
        boolean none = packet.protocol() == PacketView.UDP && !partial && frame.u16(checksumAt) == 0;
        // A partial checksum is a plain sum over the pseudo header, not complemented and without the ports.
        int checksum = partial ? ~frame.u16(checksumAt) & 0xffff : frame.u16(checksumAt);
        if (packet.isIpv6()) {
            checksum = word(frame, address, (int) (high >>> 32), checksum);
            checksum = word(frame, address + 4, (int) high, checksum);
            checksum = word(frame, address + 8, (int) (low >>> 32), checksum);
            checksum = word(frame, address + 12, (int) low, checksum);
        } else {
            int header = packet.network() + 10;
            frame.u16(header, Checksums.update32(frame.u16(header), frame.s32(address), (int) low));
            checksum = word(frame, address, (int) low, checksum);
        }
        int place = packet.transport() + portAt;
        if (!partial) {
            checksum = Checksums.update16(checksum, frame.u16(place), port);
        }
        frame.u16(place, port);
        if (partial) {
            frame.u16(checksumAt, ~checksum);
        } else if (!none) {
            boolean zero = packet.protocol() == PacketView.UDP && checksum == 0;
            frame.u16(checksumAt, zero ? 0xffff : checksum);
        } else if (frame.segmentSize() == 0) {
            Checksums.udp(packet); // as the kernel does: a datagram that was translated always has one
        }
    }

    /** The checksum of SCTP covers no address, so it changes with the port only (RFC 9260, section 6.8). */
    private static void sctp(PacketView packet, int address, int portAt, long high, long low, int port) {
        Frame frame = packet.frame();
        if (packet.isIpv6()) {
            frame.s32(address, (int) (high >>> 32));
            frame.s32(address + 4, (int) high);
            frame.s32(address + 8, (int) (low >>> 32));
            frame.s32(address + 12, (int) low);
        } else {
            int header = packet.network() + 10;
            frame.u16(header, Checksums.update32(frame.u16(header), frame.s32(address), (int) low));
            frame.s32(address, (int) low);
        }
        int transport = packet.transport();
        if (frame.u16(transport + portAt) == port) {
            return;
        }
        frame.u16(transport + portAt, port);
        if (!frame.isChecksumPartial()) {
            int length = packet.network() + packet.packetLength() - transport;
            frame.s32(transport + 8, Crc32c.ofSctp(frame, transport, length));
        }
    }

    private static int word(Frame frame, int at, int value, int checksum) {
        int updated = Checksums.update32(checksum, frame.s32(at), value);
        frame.s32(at, value);
        return updated;
    }
}
