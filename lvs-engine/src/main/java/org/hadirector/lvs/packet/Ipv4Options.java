package org.hadirector.lvs.packet;

import org.hadirector.lvs.path.Frame;

/**
 * The options of an IPv4 header (RFC 791, section 3.1), read for one question: whether a packet may be balanced, or is
 * for the director's stack, which refuses source routes unless it was told otherwise ({@code accept_source_route}) and
 * answers what cannot be right with a parameter problem. What counts as wrong, and where, is what Linux thinks.
 */
final class Ipv4Options {
    /** Nothing to object to. */
    static final int FINE = 0;
    /** The sender names the routers (RFC 7126, sections 4.3 and 4.4). */
    static final int SOURCE_ROUTE = -1;

    private static final int END = 0;
    private static final int PADDING = 1;
    private static final int RECORD_ROUTE = 7;
    private static final int TIMESTAMP = 68;
    private static final int LOOSE_ROUTE = 131;
    private static final int SECURITY_LABEL = 134; // of a domain that somebody would have to configure in the stack
    private static final int LEAST_LABEL = 8;
    private static final int STRICT_ROUTE = 137;
    private static final int ROUTER_ALERT = 148;
    private static final int WITH_ADDRESSES = 1;
    private static final int PRESPECIFIED = 3;

    private Ipv4Options() {}

    /**
     * Reads all options.
     *
     * @param header offset in the frame of the IP header, whose options begin 20 bytes later
     * @param end offset in the frame of the byte after it
     * @return {@link #FINE}, {@link #SOURCE_ROUTE}, or the offset in the header of the byte that is wrong
     */
    static int check(Frame frame, int header, int end) {
        boolean routed = false;
        boolean recorded = false;
        boolean timed = false;
        int at = header + 20;
        while (at < end && frame.u8(at) != END) {
            int kind = frame.u8(at);
            if (kind == PADDING) {
                at++;
                continue;
            }
            int size = at + 1 < end ? frame.u8(at + 1) : 0;
            boolean again = isRoute(kind) && routed || kind == RECORD_ROUTE && recorded || kind == TIMESTAMP && timed;
            int wrong = size < 2 || at + size > end || again ? at : wrong(frame, at, size);
            if (wrong != FINE) {
                return wrong - header;
            }
            routed |= isRoute(kind);
            recorded |= kind == RECORD_ROUTE;
            timed |= kind == TIMESTAMP;
            at += size;
        }
        return routed ? SOURCE_ROUTE : FINE;
    }

    private static boolean isRoute(int kind) {
        return kind == LOOSE_ROUTE || kind == STRICT_ROUTE;
    }

    /** Where in the frame an option of this size is wrong, or {@link #FINE}. */
    private static int wrong(Frame frame, int at, int size) {
        return switch (frame.u8(at)) {
            case LOOSE_ROUTE, STRICT_ROUTE -> wrongPointer(frame, at, size, 4);
            case RECORD_ROUTE -> {
                int wrong = wrongPointer(frame, at, size, 4);
                yield wrong == FINE && isCut(frame.u8(at + 2), size, 4) ? at + 2 : wrong;
            }
            case TIMESTAMP -> {
                int wrong = size < 4 ? at + 1 : wrongPointer(frame, at, size, 5);
                yield wrong == FINE ? wrongTime(frame, at, size) : wrong;
            }
            case SECURITY_LABEL -> size < LEAST_LABEL ? at + 1 : at + 2; // nobody knows its domain
            case ROUTER_ALERT -> size < 4 ? at + 1 : FINE;
            default -> FINE;
        };
    }

    private static int wrongPointer(Frame frame, int at, int size, int least) {
        if (size < 3) {
            return at + 1;
        }
        return frame.u8(at + 2) < least ? at + 2 : FINE;
    }

    /** Whether the next entry does not fit although the list is not full. */
    private static boolean isCut(int pointer, int size, int entry) {
        return pointer <= size && pointer + entry - 1 > size;
    }

    private static int wrongTime(Frame frame, int at, int size) {
        int pointer = frame.u8(at + 2);
        int kind = frame.u8(at + 3) & 0x0f;
        boolean missed = frame.u8(at + 3) >> 4 == 15; // so many routers that the count would wrap
        if (pointer > size) {
            return missed && kind != PRESPECIFIED ? at + 3 : FINE;
        }
        return isCut(pointer, size, kind == WITH_ADDRESSES || kind == PRESPECIFIED ? 8 : 4) ? at + 2 : FINE;
    }
}
