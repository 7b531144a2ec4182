package org.hadirector.lvs.protocol;

import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.setting.Setting;
import org.hadirector.lvs.setting.Settings;

/**
 * The TCP states of a balancer that watches: a table of what each segment does to each state, by direction (the
 * behaviour of linux 6.1, net/netfilter/ipvs). A segment counts as the first of RST, SYN, FIN, ACK that is set; one
 * without any of them closes. While {@code secure_tcp} acts (modes 2 and 3), another table holds, in which the client
 * alone establishes nothing.
 */
public final class TcpStates implements ProtocolStates {
    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int ACK = 0x10;
    public static final int URG = 0x20;

    public static final int NONE = 0;
    public static final int ESTABLISHED = 1;
    public static final int SYN_SENT = 2;
    public static final int SYN_RECV = 3;
    public static final int FIN_WAIT = 4;
    public static final int TIME_WAIT = 5;
    public static final int CLOSE = 6;
    public static final int LISTEN = 9;
    public static final int SYNACK = 10;

    /** From this mode on a defence acts; below it is ready or off. */
    private static final int ACTING = 2;

    private static final String[] NAMES = {
        "NONE",
        "ESTABLISHED",
        "SYN_SENT",
        "SYN_RECV",
        "FIN_WAIT",
        "TIME_WAIT",
        "CLOSE",
        "CLOSE_WAIT",
        "LAST_ACK",
        "LISTEN",
        "SYNACK"
    };
    private static final int[] SECONDS = {2, 900, 120, 60, 120, 120, 10, 60, 30, 120, 120};
    private static final int EVENTS = 4;
    private static final String SHORT_NAMES = "NO ES SS SR FW TW CL CW LA LI SA";

    // spotless:off
    private static final TransitionTable USUAL = new TransitionTable(SHORT_NAMES, EVENTS,
        //  state now:  NO ES SS SR FW TW CL CW LA LI SA
        /* INPUT syn */ "SR ES ES SR SR SR SR SR SR SR SR "
        +    /* fin */  "CL CW SS TW TW TW CL CW LA LI TW "
        +    /* ack */  "ES ES SS ES FW TW CL CW CL LI ES "
        +    /* rst */  "CL CL CL SR CL CL CL CL LA LI SR "
        /* OUTPUT syn*/ + "SS ES SS SR SS SS SS SS SS LI SR "
        +    /* fin */  "TW FW SS TW FW TW CL TW LA LI TW "
        +    /* ack */  "ES ES SS ES FW TW CL CW LA ES ES "
        +    /* rst */  "CL CL SS CL CL TW CL CL CL CL CL "
        /* ONLY syn */  + "SR ES ES SR SR SR SR SR SR SR SR "
        +    /* fin */  "CL FW SS TW FW TW CL CW LA LI TW "
        +    /* ack */  "ES ES SS ES FW TW CL CW CL LI ES "
        +    /* rst */  "CL CL CL SR CL CL CL CL LA LI CL ");

    private static final TransitionTable HARDENED = new TransitionTable(SHORT_NAMES, EVENTS,
        //  state now:  NO ES SS SR FW TW CL CW LA LI SA
        /* INPUT syn */ "SR ES ES SR SR SR SR SR SR SR SA "
        +    /* fin */  "CL CW SS TW TW TW CL CW LA LI SA "
        +    /* ack */  "ES ES SS SR FW TW CL CW CL LI SA "
        +    /* rst */  "CL CL CL SR CL CL CL CL LA LI CL "
        /* OUTPUT syn*/ + "SS ES SS SA SS SS SS SS SS LI SA "
        +    /* fin */  "TW FW SS TW FW TW CL TW LA LI TW "
        +    /* ack */  "ES ES SS ES FW TW CL CW LA ES ES "
        +    /* rst */  "CL CL SS CL CL TW CL CL CL CL CL "
        /* ONLY syn */  + "SA ES ES SR SA SA SA SA SA SA SA "
        +    /* fin */  "CL FW SS TW FW TW CL CW LA LI TW "
        +    /* ack */  "ES ES SS ES FW TW CL CW CL LI ES "
        +    /* rst */  "CL CL CL SR CL CL CL CL LA LI CL ");
    // spotless:on

    private final StateTimeouts timeouts;
    private final Settings settings;

    public TcpStates(StateTimeouts timeouts, Settings settings) {
        this.timeouts = timeouts;
        this.settings = settings;
    }

    @Override
    public int next(int state, Direction direction, PacketView packet) {
        return next(state, direction, packet.tcpFlags());
    }

    int next(int state, Direction direction, int flags) {
        int event;
        if ((flags & RST) != 0) {
            event = 3;
        } else if ((flags & SYN) != 0) {
            event = 0;
        } else if ((flags & FIN) != 0) {
            event = 1;
        } else if ((flags & ACK) != 0) {
            event = 2;
        } else {
            return CLOSE;
        }
        TransitionTable table = settings.get(Setting.SECURE_TCP) >= ACTING ? HARDENED : USUAL;
        return table.next(state, direction, event);
    }

    @Override
    public boolean isActive(int state) {
        return state == ESTABLISHED || state == SYN_SENT || state == SYN_RECV || state == SYNACK;
    }

    @Override
    public int timeoutSeconds(int state) {
        return switch (state) {
            case ESTABLISHED -> timeouts.tcpSeconds();
            case FIN_WAIT -> timeouts.tcpFinSeconds();
            default -> SECONDS[state];
        };
    }

    @Override
    public String name(int state) {
        return NAMES[state];
    }

    /** A SYN, whatever else it says; any segment but RST with {@code sloppy_tcp}. */
    @Override
    public boolean mayOpen(PacketView packet) {
        int flags = packet.tcpFlags();
        return (flags & RST) == 0 && ((flags & SYN) != 0 || settings.isOn(Setting.SLOPPY_TCP));
    }

    @Override
    public boolean isFirst(PacketView packet) {
        return (packet.tcpFlags() & SYN) != 0;
    }

    @Override
    public boolean isOver(int state, int mode, boolean noReplies) {
        return state == TIME_WAIT || state == CLOSE || (mode & 2) != 0 && state == FIN_WAIT && noReplies;
    }

    @Override
    public boolean assures(int before, int after, Direction direction) {
        return after == ESTABLISHED && before != after;
    }

    @Override
    public Worth worth(int state) {
        return switch (state) {
            case SYN_RECV, SYNACK -> Worth.NONE;
            case ESTABLISHED -> Worth.LITTLE;
            default -> Worth.KEPT;
        };
    }
}
