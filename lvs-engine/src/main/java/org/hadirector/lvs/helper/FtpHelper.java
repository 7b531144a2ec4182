package org.hadirector.lvs.helper;

import java.util.List;
import org.hadirector.lvs.conn.ConnectionTable;
import org.hadirector.lvs.forward.Drop;
import org.hadirector.lvs.forward.DropCounters;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.packet.TcpSegment;
import org.hadirector.lvs.protocol.TcpStates;

/**
 * FTP through masquerading (RFC 959, RFC 2428), as linux's ip_vs_ftp: PORT and EPRT of the client let the server's data
 * connection through, 227 and 229 of the server the client's, and the address in a 227 becomes the virtual one.
 *
 * <p>Stricter and more patient than the kernel's: a command counts at the beginning of a line only, wherever segments
 * end; connections lead to the client's and the server's own ports above 1023 only (RFC 2577). A segment out of turn is
 * read by itself, as the kernel reads every one; only while an address is awaited that will be replaced, what the
 * server sends too early is dropped, and sent again by the server.
 */
public final class FtpHelper implements ConnectionHelper {
    /** The port of control connections. */
    public static final int DEFAULT_PORT = 21;

    /** Data connections go to no port that a service of the machine may have (RFC 2577, section 3). */
    static final int LEAST_PORT = 1024;

    private static final int MOST_SESSIONS = 65_536;

    private final ConnectionTable table;
    private final DropCounters drops;
    private volatile int[] ports = {DEFAULT_PORT};
    private final SessionTable sessions = new SessionTable(MOST_SESSIONS);
    private final FtpCommands commands = new FtpCommands();
    private final FtpReplies replies = new FtpReplies();
    private final SegmentRewriter rewriter = new SegmentRewriter();

    /** @param table where the connections are */
    public FtpHelper(ConnectionTable table, DropCounters drops) {
        this.table = table;
        this.drops = drops;
    }

    /** Says which virtual ports are those of control connections, for new connections; any thread. */
    public void ports(List<Integer> newPorts) {
        ports = newPorts.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public boolean helps(int protocol, int virtualPort) {
        if (protocol == PacketView.TCP) {
            for (int port : ports) {
                if (port == virtualPort) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Control connections that have said something and not ended. */
    public int size() {
        return sessions.size();
    }

    @Override
    public boolean fromClient(int row, PacketView packet, Expectations expectations) {
        if (isDamaged(packet)) {
            return false;
        }
        if (!TcpSegment.isHeaderWhole(packet)) {
            return true; // nobody's text: the server will not take it
        }
        int length = TcpSegment.payloadLength(packet);
        FtpSession session = sessions.find(row);
        if (session == null && length > 0 && table.state(row) == TcpStates.ESTABLISHED) {
            session = sessions.add(row);
            if (session == null) {
                return true;
            }
            session.reset();
        }
        if (session == null) {
            return true;
        }
        if (isBeyondRenumbering(session, packet)) {
            return false;
        }
        if ((packet.tcpFlags() & TcpStates.SYN) != 0 && table.state(row) != TcpStates.ESTABLISHED) {
            sessions.remove(row); // the client begins anew
            return true;
        }
        if ((packet.tcpFlags() & TcpStates.ACK) != 0) {
            session.server.confirm(session.edits.toServer(TcpSegment.acknowledgement(packet)));
        }
        if (length > 0) {
            commands.read(session, packet, expectations);
        }
        rewriter.acknowledge(session.edits, packet);
        return true;
    }

    @Override
    public boolean fromServer(int row, PacketView packet, Expectations expectations) {
        if (isDamaged(packet)) {
            return false;
        }
        FtpSession session = sessions.find(row);
        if (session == null || !TcpSegment.isHeaderWhole(packet)) {
            return true;
        }
        if (isBeyondRenumbering(session, packet)) {
            return false;
        }
        if (TcpSegment.payloadLength(packet) > 0) {
            if (!session.edits.hasReplacement() && !packet.isIpv6()) {
                session.edits.replacement((int) table.virtualLow(row));
            }
            if (!replies.read(session, packet, expectations)) {
                drops.count(Drop.OUT_OF_ORDER);
                return false;
            }
        }
        rewriter.rewrite(session.edits, packet);
        return true;
    }

    @Override
    public void ended(int row) {
        sessions.remove(row);
    }

    /**
     * Whether numbers have moved, and the options, among them perhaps acknowledgements, cannot be followed to their
     * end; the kernel's sequence adjustment drops such a segment too.
     */
    private boolean isBeyondRenumbering(FtpSession session, PacketView packet) {
        boolean beyond = session.edits.movedNumbers()
                && (packet.tcpFlags() & TcpStates.ACK) != 0
                && !TcpSegment.areOptionsWhole(packet);
        if (beyond) {
            drops.count(Drop.MALFORMED);
        }
        return beyond;
    }

    /** A segment with a wrong checksum must not pass: a rewritten one would get a right one. */
    private boolean isDamaged(PacketView packet) {
        boolean damaged = !TcpSegment.isIntact(packet);
        if (damaged) {
            drops.count(Drop.BAD_CHECKSUM);
        }
        return damaged;
    }
}
