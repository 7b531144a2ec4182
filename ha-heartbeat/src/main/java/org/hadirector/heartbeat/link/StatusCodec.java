package org.hadirector.heartbeat.link;

import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hadirector.heartbeat.link.GroupStatus.Ask;
import org.hadirector.heartbeat.link.GroupStatus.AskReason;
import org.hadirector.heartbeat.link.GroupStatus.Grant;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.hadirector.heartbeat.link.GroupStatus.Refuse;
import org.hadirector.heartbeat.link.GroupStatus.RefuseReason;

/**
 * The body of a full beat ({@link ShortForm} is what serial lines carry most of the time). Big-endian; {@code v} is an
 * unsigned LEB128 number:
 *
 * <pre>
 *   node 1 · flags 1 (leaving 1, echo 2, terms 4, surroundings 8, brief echo 16, notes 32)
 *   boot id 8 · sequence v · clock 8 · digest 4
 *   echo, if flagged: boot id 8 · sequence v
 *   terms, if flagged: keepalive v · deadtime v · lease v, microseconds
 *   surroundings, if flagged: ping nodes 1 (255 unknown) · stations 1, then 6 for each
 *     notes, if flagged: notes 1, then for each: node 1 · kind 1 · version v · length 1 · text
 *   groups 1, then for each:
 *     key 4 · epoch v · bits 1 (state 3, ready 4, offer 8, failed 16, ask 32, grant 64, refuse 128) · lease v
 *     ask: nonce 8, reason 1 · grant: nonce 8, epoch v · refuse: nonce 8, reason 1
 * </pre>
 *
 * A beat of one group takes about 50 bytes. Version, fingerprint and authentication are the envelope's
 * ({@link BeatGuard}).
 */
public final class StatusCodec {
    /** No beat is longer, envelope included. */
    public static final int MAX_BYTES = 4096;
    /** More groups than any haresources file has; keeps a beat below {@link #MAX_BYTES}. */
    public static final int MAX_GROUPS = 64;

    private static final int LEAVING = 1;
    private static final int ECHO = 2;
    private static final int TERMS = 4;
    private static final int SURROUNDINGS = 8;
    private static final int BRIEF = 16;
    /** Not set when there are none: who knows no notes understands all other beats. */
    private static final int NOTES = 32;

    private static final int READY = 4;
    private static final int OFFER = 8;
    private static final int FAILED = 16;
    private static final int ASK = 32;
    private static final int GRANT = 64;
    private static final int REFUSE = 128;

    private static final long MICROSECOND = 1000;
    /** A day: nobody waits longer, and sums of such times do not overflow. */
    private static final long LONGEST_TIME = 86_400_000_000L;

    private static final OwnerState[] STATES = OwnerState.values();
    private static final AskReason[] ASK_REASONS = AskReason.values();
    private static final RefuseReason[] REFUSE_REASONS = RefuseReason.values();

    private final ClusterFacts cluster;

    public StatusCodec(ClusterFacts cluster) {
        this.cluster = cluster;
    }

    /**
     * Writes the body at the buffer's position.
     *
     * @throws IllegalArgumentException when the message is not of this cluster, has more than {@link #MAX_GROUPS}
     *     groups or does not fit
     */
    public void encode(StatusMessage message, ByteBuffer out) {
        int node = cluster.nodes().indexOf(message.node().toLowerCase(Locale.ROOT));
        if (node < 0 || message.groups().size() > MAX_GROUPS) {
            throw new IllegalArgumentException("cannot encode " + message);
        }
        try {
            out.put((byte) node);
            out.put((byte) ((message.leaving() ? LEAVING : 0)
                    | (message.echo() == null ? 0 : ECHO)
                    | (message.terms() == null ? 0 : TERMS)
                    | (message.surroundings() == null ? 0 : SURROUNDINGS)
                    | (noted(message) ? NOTES : 0)
                    | (message.echo() != null && message.echo().brief() ? BRIEF : 0)));
            out.putLong(message.bootId());
            putNumber(out, message.sequence());
            out.putLong(message.clockNs());
            out.putInt(message.configDigest());
            if (message.echo() != null) {
                out.putLong(message.echo().bootId());
                putNumber(out, message.echo().sequence());
            }
            if (message.terms() != null) {
                putNumber(out, message.terms().keepaliveNs() / MICROSECOND);
                putNumber(out, message.terms().deadtimeNs() / MICROSECOND);
                putNumber(out, message.terms().leaseNs() / MICROSECOND);
            }
            if (message.surroundings() != null) {
                SurroundingsCodec.encode(message.surroundings(), out);
            }
            if (noted(message)) {
                NotesCodec.encode(message.surroundings().notes(), cluster.nodes(), out);
            }
            out.put((byte) message.groups().size());
            for (GroupStatus group : message.groups()) {
                putGroup(out, group);
            }
        } catch (BufferOverflowException e) {
            throw new IllegalArgumentException("a beat of " + message.groups().size() + " groups does not fit", e);
        }
    }

    private static boolean noted(StatusMessage message) {
        return message.surroundings() != null && !message.surroundings().notes().isEmpty();
    }

    private static void putGroup(ByteBuffer out, GroupStatus group) {
        out.putInt(group.group());
        putNumber(out, group.epoch());
        out.put((byte) (group.state().ordinal()
                | (group.ready() ? READY : 0)
                | (group.offer() ? OFFER : 0)
                | (group.failed() ? FAILED : 0)
                | (group.ask() == null ? 0 : ASK)
                | (group.grant() == null ? 0 : GRANT)
                | (group.refuse() == null ? 0 : REFUSE)));
        putNumber(out, Math.max(0, group.leaseMs()));
        if (group.ask() != null) {
            out.putLong(group.ask().nonce());
            out.put((byte) group.ask().reason().ordinal());
        }
        if (group.grant() != null) {
            out.putLong(group.grant().nonce());
            putNumber(out, group.grant().epoch());
        }
        if (group.refuse() != null) {
            out.putLong(group.refuse().nonce());
            out.put((byte) group.refuse().reason().ordinal());
        }
    }

    /**
     * Reads a body from the buffer's position to its limit.
     *
     * @return the beat, or null when it names a node that the cluster does not have
     * @throws MalformedBeatException when the bytes are no body; never anything else
     */
    public StatusMessage decode(ByteBuffer in) throws MalformedBeatException {
        try {
            int node = in.get() & 0xff;
            int flags = in.get();
            check((flags & ~(LEAVING | ECHO | TERMS | SURROUNDINGS | BRIEF | NOTES)) == 0, "unknown flags");
            check((flags & (SURROUNDINGS | NOTES)) != NOTES, "notes without surroundings");
            check((flags & (ECHO | BRIEF)) != BRIEF, "a brief echo that is none");
            long bootId = in.getLong();
            long sequence = number(in);
            long clockNs = in.getLong();
            int digest = in.getInt();
            StatusMessage.Echo echo = (flags & ECHO) == 0 ? null : echo(in, (flags & BRIEF) != 0);
            StatusMessage.Terms terms = (flags & TERMS) == 0 ? null : terms(in);
            StatusMessage.Surroundings around =
                    (flags & SURROUNDINGS) == 0 ? null : surroundings(in, (flags & NOTES) != 0);
            int count = in.get() & 0xff;
            check(count <= MAX_GROUPS, "too many groups");
            List<GroupStatus> groups = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                groups.add(group(in));
            }
            check(!in.hasRemaining(), "bytes behind the last group");
            if (node >= cluster.nodes().size()) {
                return null;
            }
            String name = cluster.nodes().get(node);
            boolean leaving = (flags & LEAVING) != 0;
            return new StatusMessage(
                    cluster.fingerprint(),
                    name,
                    bootId,
                    sequence,
                    clockNs,
                    echo,
                    digest,
                    leaving,
                    groups,
                    terms,
                    around);
        } catch (BufferUnderflowException e) {
            throw new MalformedBeatException("truncated");
        }
    }

    private static StatusMessage.Echo echo(ByteBuffer in, boolean brief) throws MalformedBeatException {
        return new StatusMessage.Echo(in.getLong(), number(in), brief);
    }

    private StatusMessage.Surroundings surroundings(ByteBuffer in, boolean noted) throws MalformedBeatException {
        StatusMessage.Surroundings around = SurroundingsCodec.decode(in);
        if (!noted) {
            return around;
        }
        List<Note> notes = NotesCodec.decode(in, cluster.nodes());
        return new StatusMessage.Surroundings(around.pingNodes(), around.stations(), notes);
    }

    private static StatusMessage.Terms terms(ByteBuffer in) throws MalformedBeatException {
        return new StatusMessage.Terms(time(in), time(in), time(in));
    }

    private static long time(ByteBuffer in) throws MalformedBeatException {
        long micros = number(in);
        check(micros > 0 && micros <= LONGEST_TIME, "time out of range");
        return micros * MICROSECOND;
    }

    private static GroupStatus group(ByteBuffer in) throws MalformedBeatException {
        int key = in.getInt();
        long epoch = number(in);
        int bits = in.get();
        long leaseMs = number(in);
        check(leaseMs >= 0 && leaseMs <= Integer.MAX_VALUE, "lease out of range");
        Ask ask = (bits & ASK) == 0 ? null : new Ask(in.getLong(), ASK_REASONS[index(in, ASK_REASONS.length)]);
        Grant grant = (bits & GRANT) == 0 ? null : new Grant(in.getLong(), number(in));
        Refuse refuse = (bits & REFUSE) == 0
                ? null
                : new Refuse(in.getLong(), REFUSE_REASONS[index(in, REFUSE_REASONS.length)]);
        return new GroupStatus(
                key,
                epoch,
                STATES[bits & 3],
                (int) leaseMs,
                (bits & READY) != 0,
                (bits & OFFER) != 0,
                (bits & FAILED) != 0,
                ask,
                grant,
                refuse);
    }

    private static int index(ByteBuffer in, int size) throws MalformedBeatException {
        int index = in.get() & 0xff;
        check(index < size, "unknown reason");
        return index;
    }

    static void putNumber(ByteBuffer out, long number) {
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            out.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    static long number(ByteBuffer in) throws MalformedBeatException {
        long number = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = in.get();
            check(shift < 63 || (next & 0xfe) == 0, "number longer than 64 bits");
            number |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new MalformedBeatException("number longer than 64 bits");
    }

    private static void check(boolean good, String otherwise) throws MalformedBeatException {
        if (!good) {
            throw new MalformedBeatException(otherwise);
        }
    }
}
