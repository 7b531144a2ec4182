package org.hadirector.lvs.packet;

import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.hadirector.lvs.path.Frame;

/**
 * Writes where and when a packet was into the IPv4 options that ask for it, Record Route and Timestamp (RFC 791,
 * section 3.1), as ip_options_compile of the kernel does. Only packets whose options {@link PacketView} found fine get
 * here. One instance serves a thread for ever.
 */
public final class HopStamp {
    private static final int DAY_MS = 86_400_000;
    private static final int FIXED = 20;
    private static final int END = 0;
    private static final int PADDING = 1;
    private static final int RECORD_ROUTE = 7;
    private static final int TIMESTAMP = 68;
    private static final int TIMES = 0;
    private static final int TIMES_AND_ADDRESSES = 1;
    private static final int TIMES_OF = 3;

    private final LongSupplier wallClockMs;
    private final LongPredicate own;
    // Of the last packet with options:
    private int recordedAt; // where its address went, 0 if nowhere
    private boolean timed; // whether a time was written
    private int checksumBefore;
    private int checksumAfter;
    private int hopsThen;

    /**
     * @param wallClockMs milliseconds since 1970, UTC
     * @param own whether this machine has an IPv4 address, see {@link Addresses#ofIpv4}
     */
    public HopStamp(LongSupplier wallClockMs, LongPredicate own) {
        this.wallClockMs = wallClockMs;
        this.own = own;
    }

    /**
     * Stamps a packet that asks for it; others cost a comparison.
     *
     * @param address what the packet is to say where it was, low half
     */
    public void stamp(PacketView packet, long address) {
        if (!packet.isIpv6() && packet.transport() > PacketView.NETWORK + FIXED) {
            stamp(packet.frame(), packet.transport(), (int) address);
        }
    }

    /**
     * The packet that was stamped last leaves by another address than it came to, which is the one for Record Route
     * (ip_forward_options of the kernel; times keep the first).
     */
    public void restate(PacketView packet, long address) {
        boolean optioned = !packet.isIpv6() && packet.transport() > PacketView.NETWORK + FIXED;
        if (optioned && recordedAt != 0) {
            packet.frame().s32(recordedAt, (int) address);
            finish(packet.frame(), packet.transport());
        }
    }

    /** Whether the packet that was stamped last got a time. */
    boolean timed() {
        return timed;
    }

    /**
     * The header checksum of the packet that was stamped last as the kernel has it while it has not gone on: what was
     * written into options is not in it yet, though a hop may be gone.
     */
    int unfinished(PacketView packet) {
        int now = packet.frame().u16(PacketView.NETWORK + 10);
        if (checksumBefore == checksumAfter) {
            return now;
        }
        int word = packet.frame().u16(PacketView.NETWORK + 8);
        return Checksums.update16(checksumBefore, (hopsThen << 8) | word & 0xff, word);
    }

    boolean isOwn(int address) {
        return own.test(Addresses.ofIpv4(address));
    }

    private static void finish(Frame frame, int end) {
        int header = PacketView.NETWORK;
        frame.u16(header + 10, 0);
        frame.u16(header + 10, Checksums.finish(Checksums.sum(frame, header, end - header)));
    }

    private void stamp(Frame frame, int end, int address) {
        recordedAt = 0;
        timed = false;
        checksumBefore = frame.u16(PacketView.NETWORK + 10);
        hopsThen = frame.u8(PacketView.NETWORK + 8);
        boolean changed = false;
        int at = PacketView.NETWORK + FIXED;
        while (at < end && frame.u8(at) != END) {
            int kind = frame.u8(at);
            if (kind == PADDING) {
                at++;
                continue;
            }
            int size = frame.u8(at + 1);
            if (kind == RECORD_ROUTE && frame.u8(at + 2) <= size) {
                recordedAt = at + frame.u8(at + 2) - 1;
                frame.s32(recordedAt, address);
                frame.u8(at + 2, frame.u8(at + 2) + 4);
                changed = true;
            } else if (kind == TIMESTAMP) {
                changed |= time(frame, at, size, address);
            }
            at += size;
        }
        while (++at < end) { // behind the end of all options nothing is left
            changed |= frame.u8(at) != END;
            frame.u8(at, END);
        }
        if (changed) {
            finish(frame, end);
        }
        checksumAfter = frame.u16(PacketView.NETWORK + 10);
    }

    private boolean time(Frame frame, int at, int size, int address) {
        int pointer = frame.u8(at + 2);
        int kind = frame.u8(at + 3) & 0x0f;
        int entry = at + pointer - 1;
        if (pointer > size) {
            if (kind == TIMES_OF) {
                return false;
            }
            frame.u8(at + 3, frame.u8(at + 3) + 0x10); // one more that found no room; 15 of them are no fine option
            return true;
        }
        switch (kind) {
            case TIMES -> frame.s32(entry, now());
            case TIMES_AND_ADDRESSES -> {
                frame.s32(entry, address);
                frame.s32(entry + 4, now());
            }
            case TIMES_OF -> {
                if (!isOwn(frame.s32(entry))) {
                    return false;
                }
                frame.s32(entry + 4, now());
            }
            default -> {
                return false;
            }
        }
        timed = true;
        frame.u8(at + 2, pointer + (kind == TIMES ? 4 : 8));
        return true;
    }

    /** Milliseconds since midnight UTC. */
    int now() {
        return (int) (wallClockMs.getAsLong() % DAY_MS);
    }
}
