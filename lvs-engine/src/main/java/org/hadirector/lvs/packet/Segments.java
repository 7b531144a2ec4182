package org.hadirector.lvs.packet;

import java.nio.ByteBuffer;
import org.hadirector.lvs.path.Frame;

/**
 * Takes a frame apart that stands for several packets of one TCP or UDP flow (GSO), as a network interface would: each
 * has the headers of all, its own part of the payload, its own lengths, sequence number and flags, and complete
 * checksums.
 */
public final class Segments {
    /** Room in front of a segment, for wrapping it. */
    private static final int HEADROOM = 128;

    private static final int BUFFER = HEADROOM + 66_000;
    private static final int FIN_PSH = 0x09;
    private static final int CWR = 0x80;

    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private final Frame segment = new Frame();
    private PacketView packet;
    private int headers;
    private int payload;
    private int step;
    private int count;

    /**
     * Begins with a frame, which stays as it is and must stay until the last segment was taken.
     *
     * @return the number of segments; 0 if it cannot be taken apart
     */
    public int begin(PacketView superPacket) {
        packet = superPacket;
        step = packet.frame().segmentSize();
        int transport = packet.transport();
        boolean tcp = packet.protocol() == PacketView.TCP;
        if (step <= 0 || !tcp && packet.protocol() != PacketView.UDP) {
            return 0;
        }
        headers = transport + (tcp ? (packet.frame().u8(transport + 12) >> 4) * 4 : 8);
        payload = PacketView.NETWORK + packet.packetLength() - headers;
        count = (payload + step - 1) / step;
        return count;
    }

    /** The segment of that number; valid until the next call. */
    public Frame segment(int index) {
        Frame whole = packet.frame();
        int from = index * step;
        int size = Math.min(step, payload - from);
        segment.wrap(buffer, HEADROOM, headers + size, BUFFER - HEADROOM, whole.interfaceIndex())
                .headroom(HEADROOM)
                .mark(whole.mark());
        segment.copy(0, whole, 0, headers);
        segment.copy(headers, whole, headers + from, size);
        network(index, headers + size - PacketView.NETWORK);
        transport(index, from, size);
        return segment;
    }

    private void network(int index, int length) {
        int ip = PacketView.NETWORK;
        if (packet.isIpv6()) {
            segment.u16(ip + 4, length - 40);
            return;
        }
        segment.u16(ip + 2, length);
        segment.u16(ip + 4, segment.u16(ip + 4) + index & 0xffff);
        segment.u16(ip + 10, 0);
        segment.u16(ip + 10, Checksums.finish(Checksums.sum(segment, ip, packet.transport() - ip)));
    }

    private void transport(int index, int from, int size) {
        int at = packet.transport();
        int length = headers + size - at;
        boolean tcp = packet.protocol() == PacketView.TCP;
        int checksumAt = at + (tcp ? 16 : 6);
        if (tcp) {
            segment.s32(at + 4, segment.s32(at + 4) + from);
            int flags = segment.u8(at + 13);
            flags &= index < count - 1 ? ~FIN_PSH : -1;
            flags &= index > 0 ? ~CWR : -1;
            segment.u8(at + 13, flags);
        } else {
            segment.u16(at + 4, length);
        }
        segment.u16(checksumAt, 0);
        int ip = PacketView.NETWORK;
        long pseudo = packet.isIpv6() ? Checksums.sum(segment, ip + 8, 32) : Checksums.sum(segment, ip + 12, 8);
        int sum = Checksums.finish(pseudo + packet.protocol() + length + Checksums.sum(segment, at, length));
        segment.u16(checksumAt, !tcp && sum == 0 ? 0xffff : sum);
    }
}
