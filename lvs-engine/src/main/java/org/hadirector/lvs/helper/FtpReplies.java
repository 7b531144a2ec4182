package org.hadirector.lvs.helper;

import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.packet.TcpSegment;

/**
 * Reads what a server answers: the port of a 227 or 229 becomes reachable for the client, and in a 227 the address is
 * marked to be replaced ({@link SequenceEdits}), byte by byte, so that it may be split over segments.
 */
final class FtpReplies {
    private static final String PASSIVE = "227 ";
    private static final String EXTENDED = "229 ";
    private static final int CODE = 4;

    private final FtpNumbers numbers = new FtpNumbers();

    /**
     * Reads what is new of a segment. One that comes too early may pass if nothing is replaced in what is missing, or
     * if it begins with the answer that was awaited.
     *
     * @return false if it must wait for what is missing
     */
    boolean read(FtpSession session, PacketView packet, Expectations expectations) {
        int payload = TcpSegment.payload(packet);
        int length = TcpSegment.payloadLength(packet);
        int sequence = TcpSegment.sequence(packet);
        if (session.server.isConfirmed(sequence + length)) {
            return true; // the client has it as it went then: nothing more of it is replaced, or its numbers would move
        }
        Line line = session.server.line;
        int known = session.server.known(sequence);
        int before = known;
        if (known != 0 && isAwaited(session, packet, known < 0)) {
            line.clear();
            session.beginReply();
            known = 0;
        } else if (known < 0) {
            if (!session.isExpectedNowhere() && session.server.isPatient()) {
                return false;
            }
            line.skip();
            session.beginReply();
            known = 0;
        }
        for (int i = known; i < length; i++) {
            int value = packet.frame().u8(payload + i);
            if (line.length() >= CODE) {
                address(session, value, sequence + i);
            }
            if (value == '\n') {
                if (line.isKnown()) {
                    reply(session, line, i < before, expectations);
                }
                line.clear();
                session.beginReply();
            } else {
                line.add(value);
            }
        }
        if (session.address.hasBegun()) {
            replace(session); // the segment ends within what looks like the address: from here on it is the address
        }
        session.server.read(sequence + length);
        return true;
    }

    /**
     * Whether a segment begins with an answer that the client waits for, as it nearly always does.
     *
     * @param early bytes are missing before it, in which another answer would change its numbers
     */
    private static boolean isAwaited(FtpSession session, PacketView packet, boolean early) {
        int payload = TcpSegment.payload(packet);
        if (TcpSegment.payloadLength(packet) < CODE
                || packet.frame().u8(payload) != '2'
                || packet.frame().u8(payload + 1) != '2') {
            return false;
        }
        boolean waits = early && !session.isExpectedNowhere();
        return switch (packet.frame().u16(payload + 2)) {
            case '7' << 8 | ' ' -> session.passive.pending() > 0 && (!waits || session.passive.pending() == 1);
            case '9' << 8 | ' ' -> session.extended.pending() > 0 && !waits;
            default -> false;
        };
    }

    /** One byte of a reply that may hold an address. */
    private static void address(FtpSession session, int value, int sequence) {
        Line line = session.server.line;
        if (!line.isKnown() || session.isExpectedNowhere() || !line.begins(PASSIVE)) {
            session.address.none();
            return;
        }
        if (!session.address.isRead()) {
            session.address.add(value, sequence);
            if (session.address.isRead()) {
                replace(session);
            }
        }
    }

    /** What has been read of the address, all of it or its beginning, becomes the virtual one. */
    private static void replace(FtpSession session) {
        PassiveAddress address = session.address;
        session.edits.add(address.start(), address.text(), address.length(), address.isWhole());
    }

    /** @param again whether its last byte has been read before: it answers what it answered then */
    private void reply(FtpSession session, Line line, boolean again, Expectations expectations) {
        if (session.passive.pending() > 0 && line.begins(PASSIVE)) {
            if (!again) {
                session.passive.answered();
            }
            if (session.address.isRead()) {
                expect(session, session.address.port(), expectations);
            }
        } else if (session.extended.pending() > 0 && line.begins(EXTENDED)) {
            if (!again) {
                session.extended.answered();
            }
            int at = CODE;
            while (at < line.length() && line.at(at) != '(') {
                at++;
            }
            if (numbers.readPortOnly(line, at + 1)) {
                expect(session, numbers.port(), expectations);
            }
        }
    }

    /** The port is the server's own, whatever address it named: no client is led to another machine. */
    private static void expect(FtpSession session, int port, Expectations expectations) {
        if (port >= FtpHelper.LEAST_PORT) {
            session.expect(expectations.passive(session.row, port), expectations);
        }
    }
}
