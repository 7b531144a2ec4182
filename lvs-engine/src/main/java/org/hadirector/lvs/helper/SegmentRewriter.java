package org.hadirector.lvs.helper;

import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.packet.TcpSegment;
import org.hadirector.lvs.protocol.TcpStates;

/**
 * Carries {@link SequenceEdits} out on segments: payload and numbers of the server's, acknowledgements of the client's.
 */
final class SegmentRewriter {
    /** A packet of this size passes every link (RFC 8200, section 5); a larger one does not grow. */
    private static final int PASSES_EVERYWHERE = 1280;

    /** A segment of the client. */
    void acknowledge(SequenceEdits edits, PacketView packet) {
        if (edits.isEmpty() || (packet.tcpFlags() & TcpStates.ACK) == 0) {
            return;
        }
        TcpSegment.acknowledgement(packet, edits.toServer(TcpSegment.acknowledgement(packet)));
        TcpSegment.renumberSack(packet, edits);
    }

    /** A segment of the server. */
    void rewrite(SequenceEdits edits, PacketView packet) {
        if (edits.isEmpty()) {
            return;
        }
        int sequence = TcpSegment.sequence(packet);
        int length = TcpSegment.payloadLength(packet);
        int place = edits.lastWithin(sequence, sequence + length, SequenceEdits.REMEMBERED);
        if (place < 0) {
            TcpSegment.sequence(packet, edits.toClient(sequence));
            return;
        }
        int fitting = fitting(edits, packet, sequence, length);
        if (fitting < length) {
            TcpSegment.shorten(packet, fitting); // the rest is not acknowledged, so it comes again
        }
        int end = sequence + fitting;
        for (place = edits.lastWithin(sequence, end, SequenceEdits.REMEMBERED);
                place >= 0;
                place = edits.lastWithin(sequence, end, place)) {
            replace(edits, place, packet, sequence, end);
        }
        int numbered = edits.toClient(sequence);
        boolean vanished = TcpSegment.payloadLength(packet) == 0 && (packet.tcpFlags() & TcpStates.FIN) == 0;
        // The client must acknowledge what became nothing, as it does when it is asked whether it is there: with the
        // number before the next (RFC 9293, section 3.8.4).
        TcpSegment.sequence(packet, vanished ? numbered - 1 : numbered);
        TcpSegment.complete(packet);
    }

    private static void replace(SequenceEdits edits, int place, PacketView packet, int sequence, int end) {
        int start = edits.start(place);
        int from = start - sequence > 0 ? start : sequence;
        int to = start + edits.length(place) - end < 0 ? start + edits.length(place) : end;
        if (!edits.isOldText(
                place, packet.frame(), TcpSegment.payload(packet) + from - sequence, from - start, to - start)) {
            return; // other bytes under the same numbers
        }
        int first = edits.emitted(place, from - start);
        int count = edits.emitted(place, to - start) - first;
        TcpSegment.replace(packet, from - sequence, to - from, edits.to(), first, count);
    }

    /** As much of the payload as fits when it has been replaced. */
    private static int fitting(SequenceEdits edits, PacketView packet, int sequence, int length) {
        int headers = packet.packetLength() - length;
        int room = packet.frame().capacity() - packet.network();
        int most = Math.min(room, Math.max(packet.packetLength(), PASSES_EVERYWHERE)) - headers;
        int fitting = length;
        int first = edits.toClient(sequence);
        while (edits.toClient(sequence + fitting) - first > most) {
            fitting--;
        }
        return fitting;
    }
}
