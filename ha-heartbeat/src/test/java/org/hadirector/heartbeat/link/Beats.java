package org.hadirector.heartbeat.link;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.hadirector.heartbeat.config.AuthMethod;
import org.hadirector.heartbeat.config.Authkeys;

/** Beats and keys for tests. */
public final class Beats {
    public static final ClusterFacts HA1 = ClusterFacts.of("linux-ha", "ha1", List.of("ha2", "ha1"));
    public static final ClusterFacts HA2 = ClusterFacts.of("linux-ha", "ha2", List.of("ha1", "ha2"));
    public static final Authkeys SHA256 = keys(1, Map.of(1, AuthMethod.SHA256));

    private Beats() {}

    /** Keys whose secret is the method's name and the number. */
    public static Authkeys keys(int signing, Map<Integer, AuthMethod> methods) {
        Map<Integer, Authkeys.Key> keys = new HashMap<>();
        methods.forEach((index, method) -> keys.put(
                index, new Authkeys.Key(method, method.keyed() ? "secret-" + method.word() + index : "", index)));
        return new Authkeys(signing, keys);
    }

    /** A beat of an owner of one group that was just asked. */
    public static StatusMessage beat(ClusterFacts sender, long bootId, long sequence) {
        GroupStatus group = new GroupStatus(
                0x12345678,
                7,
                GroupStatus.OwnerState.OWNER,
                900,
                true,
                false,
                false,
                null,
                null,
                new GroupStatus.Refuse(42, GroupStatus.RefuseReason.OWNER_STAYS));
        return new StatusMessage(
                sender.fingerprint(),
                sender.node(),
                bootId,
                sequence,
                123_456_789_000L,
                new StatusMessage.Echo(9L << 32, 77),
                0xcafe,
                false,
                List.of(group));
    }

    /** The same with all that may be said beside: times, surroundings, notes. */
    static StatusMessage full(ClusterFacts sender, long bootId, long sequence) {
        StatusMessage beat = beat(sender, bootId, sequence);
        return with(
                beat,
                new StatusMessage.Terms(1_000_000, 9_000_000, 1_000_000),
                new StatusMessage.Surroundings(
                        2,
                        List.of("02:00:00:00:00:01"),
                        List.of(
                                new Note("ha1", Note.Kind.WEIGHT, 3, "50"),
                                new Note("ha2", Note.Kind.SITE, 1, "north"))));
    }

    private static StatusMessage with(
            StatusMessage beat, StatusMessage.Terms terms, StatusMessage.Surroundings surroundings) {
        return new StatusMessage(
                beat.fingerprint(),
                beat.node(),
                beat.bootId(),
                beat.sequence(),
                beat.clockNs(),
                beat.echo(),
                beat.configDigest(),
                beat.leaving(),
                beat.groups(),
                terms,
                surroundings);
    }

    /** What an owner of one group says again and again. */
    public static StatusMessage plain(
            ClusterFacts sender, long bootId, long sequence, long clockNs, StatusMessage.Echo echo) {
        int leaseMs = 700 + (int) (sequence % 300);
        GroupStatus group = new GroupStatus(
                0x12345678, 7, GroupStatus.OwnerState.OWNER, leaseMs, true, false, false, null, null, null);
        return new StatusMessage(
                sender.fingerprint(), sender.node(), bootId, sequence, clockNs, echo, 0xcafe, false, List.of(group));
    }

    static Arbitrary<GroupStatus> groups() {
        Arbitrary<Long> longs = Arbitraries.longs();
        Arbitrary<GroupStatus.Ask> asks = Combinators.combine(longs, Arbitraries.of(GroupStatus.AskReason.class))
                .as(GroupStatus.Ask::new)
                .injectNull(0.5);
        Arbitrary<GroupStatus.Grant> grants =
                Combinators.combine(longs, longs).as(GroupStatus.Grant::new).injectNull(0.5);
        Arbitrary<GroupStatus.Refuse> refusals = Combinators.combine(
                        longs, Arbitraries.of(GroupStatus.RefuseReason.class))
                .as(GroupStatus.Refuse::new)
                .injectNull(0.5);
        Arbitrary<Integer> flags = Arbitraries.integers().between(0, 7);
        return Combinators.combine(
                        Arbitraries.integers(),
                        longs,
                        Arbitraries.of(GroupStatus.OwnerState.class),
                        Arbitraries.integers().greaterOrEqual(0),
                        flags,
                        asks,
                        grants,
                        refusals)
                .as((key, epoch, state, lease, flag, ask, grant, refuse) -> new GroupStatus(
                        key,
                        epoch,
                        state,
                        lease,
                        (flag & 1) != 0,
                        (flag & 2) != 0,
                        (flag & 4) != 0,
                        ask,
                        grant,
                        refuse));
    }

    private static Arbitrary<StatusMessage.Surroundings> surroundings() {
        Arbitrary<Note> notes = Combinators.combine(
                        Arbitraries.of("ha1", "ha2"),
                        Arbitraries.of(Note.Kind.class),
                        Arbitraries.longs(),
                        Arbitraries.strings().all().ofMaxLength(Note.MAX_BYTES).filter(Note::allows))
                .as(Note::new);
        Arbitrary<List<String>> stations =
                Arbitraries.just("02:00:00:00:00:01").list().ofMaxSize(StatusMessage.Surroundings.MAX_STATIONS);
        return Combinators.combine(
                        Arbitraries.integers().between(-1, 254),
                        stations,
                        notes.list().ofMaxSize(4))
                .as(StatusMessage.Surroundings::new)
                .injectNull(0.3);
    }

    static Arbitrary<StatusMessage> messages() {
        return Combinators.combine(bare(), surroundings()).as((beat, around) -> with(beat, null, around));
    }

    private static Arbitrary<StatusMessage> bare() {
        Arbitrary<Long> longs = Arbitraries.longs();
        Arbitrary<StatusMessage.Echo> echoes = Combinators.combine(longs, longs, Arbitraries.of(true, false))
                .as(StatusMessage.Echo::new)
                .injectNull(0.3);
        return Combinators.combine(
                        Arbitraries.of("ha1", "ha2"),
                        longs,
                        longs,
                        longs,
                        echoes,
                        Arbitraries.integers(),
                        Arbitraries.of(true, false),
                        groups().list().ofMaxSize(StatusCodec.MAX_GROUPS))
                .as((node, boot, sequence, clock, echo, digest, leaving, groups) -> new StatusMessage(
                        HA1.fingerprint(), node, boot, sequence, clock, echo, digest, leaving, groups));
    }
}
