package org.hadirector.lvs.protocol;

import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.setting.Setting;
import org.hadirector.lvs.setting.Settings;

/**
 * The SCTP states (RFC 4960) of a balancer that watches, as the real server has them: what the first chunk of a packet
 * does to each, by direction (the behaviour of linux 6.1, ip_vs_proto_sctp.c). An ABORT behind a COOKIE ECHO or COOKIE
 * ACK counts instead of it. INIT1 and REJECTED are short: an INIT that got lost, or that the server refused.
 */
public final class SctpStates implements ProtocolStates {
    static final int DATA = 0;
    static final int INIT = 1;
    static final int INIT_ACK = 2;
    static final int ABORT = 6;
    static final int SHUTDOWN = 7;
    static final int SHUTDOWN_ACK = 8;
    static final int ERROR = 9;
    static final int COOKIE_ECHO = 10;
    static final int COOKIE_ACK = 11;
    static final int SHUTDOWN_COMPLETE = 14;

    private static final int STATE_INIT1 = 1;
    private static final int STATE_INIT = 2;
    private static final int STATE_ESTABLISHED = 8;
    private static final int STATE_CLOSED = 13;

    private static final int COMMON_HEADER = 12;
    private static final int CHUNK_HEADER = 4;
    private static final int NO_CHUNK = -1;

    private static final String[] NAMES = {
        "NONE",
        "INIT1",
        "INIT",
        "C-SENT",
        "C-REPLIED",
        "C-WAIT",
        "COOKIE",
        "C-ECHOED",
        "ESTABLISHED",
        "S-SENT",
        "S-RECEIVED",
        "S-ACK-SENT",
        "REJECTED",
        "CLOSED"
    };
    /** A minute is the longest retransmission time-out of RFC 4960, section 15; one second more. */
    private static final int[] SECONDS = {2, 4, 61, 61, 61, 61, 61, 61, 900, 61, 61, 61, 4, 61};

    private static final int EVENTS = 10;

    // spotless:off
    private static final TransitionTable TABLE = new TransitionTable(
        "NO I1 IN CS CR CW CO CE ES SS SR SA RJ CL", EVENTS,
        //          state now: NO I1 IN CS CR CW CO CE ES SS SR SA RJ CL
        /* INPUT data       */ "ES I1 IN CS CR CW CO CE ES SS SR SA RJ CL "
        + /* init           */ "I1 IN IN CS CR CW CO CE ES SS SR SA IN IN "
        + /* init ack       */ "CW CW CW CS CR CO CO CE ES SS SR SA RJ CL "
        + /* cookie echo    */ "CR IN IN CR CR CW CO CE ES SS SR SA RJ CL "
        + /* cookie ack     */ "ES I1 IN CS CR CW CO ES ES SS SR SA RJ CL "
        + /* shutdown       */ "SR I1 IN CS CR CW CO CE SR SS SR SA RJ CL "
        + /* shutdown ack   */ "CL IN IN CS CR CW CO CE ES CL SR CL RJ CL "
        + /* shutdown compl.*/ "CL CL CL CS CR CW CO CE ES SS SR CL RJ CL "
        + /* error          */ "CL I1 IN CS CR CW CO CL ES SS SR SA RJ CL "
        + /* abort          */ "CL CL CL CL CL RJ CL CL CL CL CL CL CL CL "
        /* OUTPUT data      */ + "ES I1 IN CS CR CW CO CE ES SS SR SA RJ CL "
        + /* init           */ "CW CW CW CW CW CW CW CW ES CW CW CW CW CW "
        + /* init ack       */ "CS CS CS CS CR CW CO CE ES SS SR SA RJ CL "
        + /* cookie echo    */ "CE CE CE CE CE CE CE CE ES SS SR SA RJ CL "
        + /* cookie ack     */ "ES ES ES ES ES ES ES ES ES SS SR SA RJ CL "
        + /* shutdown       */ "SS SS SS SS SS SS SS SS SS SS SR SA RJ CL "
        + /* shutdown ack   */ "SA SA SA SA SA CW CO CE ES SA SA SA RJ CL "
        + /* shutdown compl.*/ "CL I1 IN CS CR CW CO CE ES SS SR SA RJ CL "
        + /* error          */ "CL CL CL CL CL CW CO CE ES SS SR SA RJ CL "
        + /* abort          */ "CL RJ CL CL CL CL CL CL CL CL CL CL CL CL "
        /* ONLY data        */ + "ES I1 IN CS CR ES CO CE ES SS SR SA RJ CL "
        + /* init           */ "I1 IN IN IN IN IN CO CE ES SS SR SA IN IN "
        + /* init ack       */ "CE CE CE CE CE CE CO CE ES SS SR SA RJ CL "
        + /* cookie echo    */ "ES ES ES ES ES ES CO CE ES SS SR SA RJ CL "
        + /* cookie ack     */ "ES I1 IN ES ES CW ES ES ES SS SR SA RJ CL "
        + /* shutdown       */ "SR I1 IN CS CR CW CO CE SR SS SR SA RJ CL "
        + /* shutdown ack   */ "CL IN IN CS CR CW CO CE CL CL SR CL RJ CL "
        + /* shutdown compl.*/ "CL CL CL CL CL CW CO CE ES SS CL CL RJ CL "
        + /* error          */ "CL I1 IN CS CR CW CO CE ES SS SR SA RJ CL "
        + /* abort          */ "CL CL CL CL CL RJ CL CL CL CL CL CL CL CL ");
    // spotless:on

    private final Settings settings;

    public SctpStates(Settings settings) {
        this.settings = settings;
    }

    @Override
    public int next(int state, Direction direction, PacketView packet) {
        return next(state, direction, chunk(packet));
    }

    int next(int state, Direction direction, int chunk) {
        return chunk == NO_CHUNK ? state : TABLE.next(state, direction, event(chunk));
    }

    private static int event(int chunk) {
        return switch (chunk) {
            case INIT -> 1;
            case INIT_ACK -> 2;
            case COOKIE_ECHO -> 3;
            case COOKIE_ACK -> 4;
            case SHUTDOWN -> 5;
            case SHUTDOWN_ACK -> 6;
            case SHUTDOWN_COMPLETE -> 7;
            case ERROR -> 8;
            case ABORT -> 9;
            default -> DATA;
        };
    }

    private static int chunk(PacketView packet) {
        int at = packet.transport() + COMMON_HEADER;
        int type = chunkAt(packet, at);
        if (type == COOKIE_ECHO || type == COOKIE_ACK) {
            int length = packet.frame().u16(at + 2);
            if (length >= CHUNK_HEADER && chunkAt(packet, at + (length + 3 & ~3)) == ABORT) {
                return ABORT;
            }
        }
        return type;
    }

    private static int chunkAt(PacketView packet, int at) {
        return at + CHUNK_HEADER <= packet.network() + packet.packetLength()
                ? packet.frame().u8(at)
                : NO_CHUNK;
    }

    @Override
    public boolean isActive(int state) {
        return state == STATE_ESTABLISHED;
    }

    @Override
    public int timeoutSeconds(int state) {
        return SECONDS[state];
    }

    @Override
    public String name(int state) {
        return NAMES[state];
    }

    /** An INIT; any chunk but ABORT with {@code sloppy_sctp}. */
    @Override
    public boolean mayOpen(PacketView packet) {
        int chunk = chunkAt(packet, packet.transport() + COMMON_HEADER);
        return chunk == INIT || chunk != NO_CHUNK && chunk != ABORT && settings.isOn(Setting.SLOPPY_SCTP);
    }

    @Override
    public boolean isFirst(PacketView packet) {
        return chunkAt(packet, packet.transport() + COMMON_HEADER) == INIT;
    }

    @Override
    public boolean isOver(int state, int mode, boolean noReplies) {
        return state == STATE_CLOSED;
    }

    @Override
    public boolean assures(int before, int after, Direction direction) {
        return after == STATE_ESTABLISHED && before != after;
    }

    @Override
    public Worth worth(int state) {
        return switch (state) {
            case STATE_INIT1, STATE_INIT -> Worth.NONE;
            case STATE_ESTABLISHED -> Worth.LITTLE;
            default -> Worth.KEPT;
        };
    }
}
