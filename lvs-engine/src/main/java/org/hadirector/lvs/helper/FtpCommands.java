package org.hadirector.lvs.helper;

import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.packet.TcpSegment;
import org.hadirector.lvs.path.Frame;

/**
 * Reads what a client says: PASV and EPSV are remembered until they are answered, PORT and EPRT make its port reachable
 * for the server. Nothing is rewritten: the client's address is the same on both sides.
 */
final class FtpCommands {
    private static final int TELNET = 0x80;
    private static final int LETTERS = 4;
    private static final int UPPER_CASE = 0xdfdfdfdf;
    private static final int PASV = 'P' << 24 | 'A' << 16 | 'S' << 8 | 'V';
    private static final int EPSV = 'E' << 24 | 'P' << 16 | 'S' << 8 | 'V';
    private static final int PORT = 'P' << 24 | 'O' << 16 | 'R' << 8 | 'T';
    private static final int EPRT = 'E' << 24 | 'P' << 16 | 'R' << 8 | 'T';

    private final FtpNumbers numbers = new FtpNumbers();
    private final Line alone = new Line();

    /**
     * Reads what is new of a segment. One that is out of turn, or sent again, or begins with a command, is read by
     * itself, as if a line began with it: nothing is rewritten, so it need not wait, and what is asked again is asked
     * once.
     */
    void read(FtpSession session, PacketView packet, Expectations expectations) {
        int payload = TcpSegment.payload(packet);
        int length = TcpSegment.payloadLength(packet);
        int known = session.client.known(TcpSegment.sequence(packet));
        Line line = session.client.line;
        int fresh = Math.min(known, length);
        if (known < 0 || known >= length || known > 0 && isCommand(packet.frame(), payload, length)) {
            line = known < length ? line : alone;
            line.clear();
            known = 0;
        }
        int first = TcpSegment.sequence(packet);
        for (int i = known; i < length; i++) {
            int value = packet.frame().u8(payload + i);
            if (value == '\n') {
                if (line.isKnown()) {
                    command(session, line, first + i, i < fresh, packet, expectations);
                }
                line.clear();
            } else if (value < TELNET || line.length() > 0) {
                line.add(value); // telnet's signals may stand before a command (RFC 959, section 4.1.3, ABOR)
            }
        }
        session.client.read(first + length);
    }

    private static boolean isCommand(Frame frame, int at, int length) {
        if (length < LETTERS) {
            return false;
        }
        int word = frame.s32(at) & UPPER_CASE;
        return word == PASV || word == EPSV || word == PORT || word == EPRT;
    }

    /**
     * @param place the number of the line's last byte
     * @param again whether it was used before
     */
    private void command(
            FtpSession session, Line line, int place, boolean again, PacketView packet, Expectations expectations) {
        if (line.begins("PASV") && line.textLength() == LETTERS) {
            session.passive.ask(place, again);
        } else if (line.begins("EPSV") && (line.textLength() == LETTERS || isOfFamily(line, packet))) {
            session.extended.ask(place, again);
        } else if (line.begins("PORT ") && numbers.readCommas(line, pastBlanks(line))
                || line.begins("EPRT ") && numbers.readExtended(line, pastBlanks(line))) {
            if (!again) { // else what was asked may have been asked after it
                session.forgetQuestions();
            }
            expect(session, packet, expectations);
        }
    }

    /** Where the words of PORT and EPRT begin: behind any number of blanks, as the kernel has it. */
    private static int pastBlanks(Line line) {
        int at = 5;
        while (at < line.length() && line.at(at) == ' ') {
            at++;
        }
        return at;
    }

    /** Whether EPSV asks for the family of the connection (RFC 2428, section 3); servers refuse others. */
    private static boolean isOfFamily(Line line, PacketView packet) {
        return line.textLength() == 6 && line.at(4) == ' ' && line.at(5) == (packet.isIpv6() ? '2' : '1');
    }

    private void expect(FtpSession session, PacketView packet, Expectations expectations) {
        boolean own = numbers.high() == packet.sourceHigh() && numbers.low() == packet.sourceLow();
        if (own && numbers.port() >= FtpHelper.LEAST_PORT) {
            session.expect(expectations.active(session.row, numbers.port()), expectations);
        }
    }
}
