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
 * connection through, 227 and 229 of the server the client's, and the server's address in a 227 becomes the virtual
 * one.
 *
 * <p>Stricter and more patient than the kernel's: a command counts at the beginning of a line only, wherever segments
 * end; addresses must be the client's or the server's own and ports above 1023 (RFC 2577); segments are read in order,
 * so one that comes too early is dropped and sent again by its sender.
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
        if ((packet.tcpFlags() & TcpStates.SYN) != 0 && table.state(row) != TcpStates.ESTABLISHED) {
            sessions.remove(row); // the client begins anew
            return true;
        }
        if (length > 0) {
            int known = known(session.client, packet, length);
            if (known < 0) {
                return false;
            }
            commands.read(session, packet, known, expectations);
        }
        rewriter.acknowledge(session.edits, packet);
        return true;
    }

    @Override
    public boolean fromServer(int row, PacketView packet, Expectations expectations) {
        FtpSession session = sessions.find(row);
        if (session == null) {
            return true;
        }
        int length = TcpSegment.payloadLength(packet);
        if (length > 0) {
            if (session.edits.fromLength() == 0 && !packet.isIpv6()) {
                session.edits.texts((int) packet.sourceLow(), (int) table.virtualLow(row));
            }
            int known = known(session.server, packet, length);
            if (known < 0) {
                return false;
            }
            replies.read(session, packet, known, expectations);
        }
        rewriter.rewrite(session.edits, packet);
        return true;
    }

    @Override
    public void ended(int row) {
        sessions.remove(row);
    }

    /** Bytes of the segment that were read before, or -1 when it must not pass: damaged, or too early. */
    private int known(FtpStream stream, PacketView packet, int length) {
        if (!TcpSegment.isIntact(packet)) {
            drops.count(Drop.BAD_CHECKSUM);
            return -1;
        }
        int known = stream.known(TcpSegment.sequence(packet), length);
        if (known < 0) {
            drops.count(Drop.OUT_OF_ORDER);
        }
        return known;
    }
}
