package org.hadirector.lvs.fuzz;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.hadirector.lvs.engine.EngineLab;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.path.PacketHandler;

/**
 * What may come out of an engine: packets to configured servers or to clients that spoke before, with right checksums
 * if they came with right ones, one hop older; what goes to the stack is untouched. Reads frames by itself.
 */
final class FrameJudge {
    private static final long NOWHERE = 0;

    private final Set<Long> servers = new HashSet<>();
    private final Set<Long> virtuals = new HashSet<>();
    private final Set<Long> serverMacs = new HashSet<>();
    private final Set<Long> seenMacs = new HashSet<>();
    private final Set<Long> seenSources = new HashSet<>();

    void server(String address) {
        servers.add(key(Segment.address(address).getAddress(), 0, -1));
        serverMacs.add(EngineLab.mac(Segment.address(address)));
    }

    void virtual(String address) {
        virtuals.add(key(Segment.address(address).getAddress(), 0, -1));
    }

    /** A frame that is about to be handled. */
    void seen(byte[] frame) {
        if (frame.length >= 14) {
            seenMacs.add(mac(frame, 6));
        }
        long source = source(frame);
        if (source != NOWHERE) {
            seenSources.add(source);
        }
    }

    /** What is wrong with a frame that goes to the stack, or null. */
    String local(byte[] before, byte[] after) {
        return Arrays.equals(before, after) ? null : "the stack gets another frame than came";
    }

    /**
     * What is wrong with a frame that was sent, or null.
     *
     * @param received what was received
     * @param wasPartial whether its checksum was unfinished
     */
    String sent(byte[] received, boolean wasPartial, FuzzPath.Sent sent) {
        byte[] frame = sent.frame();
        if (frame.length < 34 || destination(frame) == NOWHERE) {
            return "no IP packet was sent";
        }
        if ((frame[0] & 1) != 0) {
            return "sent to a group";
        }
        if (frame.length < 14 + length(frame)) {
            return "the packet is longer than its frame";
        }
        if (!Sums.isHeaderRight(frame)) {
            return "wrong header checksum";
        }
        if (sent.interfaceIndex() == PacketHandler.LOCAL) {
            return null; // fragments that had waited for their first one
        }
        // Of a fragment nobody knows: what it completes may be made of several packets.
        boolean good =
                Sums.checksum(received) != null && Sums.isHeaderRight(received) && Sums.isRight(received, wasPartial);
        if (good && !Sums.isRight(frame, sent.partial())) {
            return "wrong checksum";
        }
        if ((frame[frame[12] == 8 ? 22 : 21] & 0xff) == 0) {
            return "sent with TTL 0";
        }
        return sent.interfaceIndex() == EngineLab.SERVERS && serverMacs.contains(mac(frame, 0))
                ? toServer(frame)
                : toClient(frame);
    }

    private String toServer(byte[] frame) {
        long to = destination(frame);
        return servers.contains(to) || virtuals.contains(to)
                ? null
                : "a server's MAC address with a foreign IP address";
    }

    private String toClient(byte[] frame) {
        if (!seenMacs.contains(mac(frame, 0))) {
            return "sent to a station that never spoke";
        }
        if (!seenSources.contains(destination(frame))) {
            return "sent to an address that never spoke";
        }
        return virtuals.contains(source(frame)) ? null : "speaks to a client with an address that is not virtual";
    }

    private static int length(byte[] frame) {
        return frame[12] == 8 ? Sums.u16(frame, 16) : 40 + Sums.u16(frame, 18);
    }

    private static long mac(byte[] frame, int at) {
        return (long) Sums.u16(frame, at) << 32 | (long) Sums.u16(frame, at + 2) << 16 | Sums.u16(frame, at + 4);
    }

    private static long source(byte[] frame) {
        return address(frame, 26, 22);
    }

    private static long destination(byte[] frame) {
        return address(frame, 30, 38);
    }

    private static long address(byte[] frame, int at4, int at6) {
        if (frame.length >= 34 && frame[12] == 8 && frame[13] == 0) {
            return key(frame, at4, 4);
        }
        if (frame.length >= 54 && frame[12] == (byte) 0x86 && frame[13] == (byte) 0xdd) {
            return key(frame, at6, 16);
        }
        return NOWHERE;
    }

    /** A number for an address; two have the same once in many years. */
    private static long key(byte[] bytes, int at, int length) {
        int count = length < 0 ? bytes.length : length;
        long key = count;
        for (int i = 0; i < count; i++) {
            key = key * 0x5851_f42d_4c95_7f2dL + bytes[at + i];
        }
        return key;
    }
}
