package org.hadirector.lvs.helper;

import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.packet.TcpSegment;

/**
 * Reads what a client says: PASV and EPSV are remembered until they are answered, PORT and EPRT make its port reachable
 * for the server. Nothing is rewritten: the client's address is the same on both sides.
 */
final class FtpCommands {
    private static final int TELNET = 0x80;

    private final FtpNumbers numbers = new FtpNumbers();

    /** @param known bytes of the payload that were read before */
    void read(FtpSession session, PacketView packet, int known, Expectations expectations) {
        int payload = TcpSegment.payload(packet);
        int length = TcpSegment.payloadLength(packet);
        Line line = session.client.line;
        for (int i = known; i < length; i++) {
            int value = packet.frame().u8(payload + i);
            if (value == '\n') {
                if (line.isKnown()) {
                    command(session, line, packet, expectations);
                }
                line.clear();
            } else if (value < TELNET || line.length() > 0) {
                line.add(value); // telnet's signals may stand before a command (RFC 959, section 4.1.3, ABOR)
            }
        }
        session.client.read(TcpSegment.sequence(packet) + length);
    }

    private void command(FtpSession session, Line line, PacketView packet, Expectations expectations) {
        if (line.begins("PASV") && line.textLength() == 4) {
            session.passiveAsked();
        } else if (line.begins("EPSV") && (line.textLength() == 4 || line.at(4) == ' ' && !line.begins("EPSV ALL"))) {
            session.extendedAsked();
        } else if (line.begins("PORT ") && numbers.readCommas(line, 5)
                || line.begins("EPRT ") && numbers.readExtended(line, 5)) {
            session.forgetQuestions();
            expect(session, packet, expectations);
        }
    }

    private void expect(FtpSession session, PacketView packet, Expectations expectations) {
        boolean own = numbers.high() == packet.sourceHigh() && numbers.low() == packet.sourceLow();
        if (own && numbers.port() >= FtpHelper.LEAST_PORT) {
            session.expect(expectations.active(session.row, numbers.port()), expectations);
        }
    }
}
