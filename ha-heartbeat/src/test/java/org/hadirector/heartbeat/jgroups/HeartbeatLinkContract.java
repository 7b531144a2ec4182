package org.hadirector.heartbeat.jgroups;

import static org.awaitility.Awaitility.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.hadirector.heartbeat.config.AuthMethod;
import org.hadirector.heartbeat.config.Authkeys;
import org.hadirector.heartbeat.link.BeatCounters;
import org.hadirector.heartbeat.link.BeatGuard;
import org.hadirector.heartbeat.link.Beats;
import org.hadirector.heartbeat.link.ClusterFacts;
import org.hadirector.heartbeat.link.HeartbeatLink;
import org.hadirector.heartbeat.link.LinkCounters;
import org.hadirector.heartbeat.link.ReplayWindow;
import org.hadirector.heartbeat.link.StatusMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every heartbeat link does, whatever its medium. */
abstract class HeartbeatLinkContract {
    protected static final long BOOT = 5L << 32;

    private final List<HeartbeatLink> links = new ArrayList<>();
    private long sequence;

    /** A link of side 0 (ha1) or 1 (ha2), not open. */
    protected abstract HeartbeatLink create(int side, LinkFactory factory);

    /** Opens it where that side lives. */
    protected void open(int side, HeartbeatLink link, Runnable wakeUp) throws Exception {
        link.open(wakeUp);
    }

    /** Puts a payload on the medium so that side 1 receives it. */
    protected abstract void inject(byte[] payload) throws Exception;

    /** The kind of link inside the authenticated bytes. */
    protected abstract byte kind();

    @AfterEach
    void closeLinks() {
        links.forEach(HeartbeatLink::close);
    }

    protected static ClusterFacts facts(int side) {
        return side == 0 ? Beats.HA1 : Beats.HA2;
    }

    protected final void closeLater(HeartbeatLink link) {
        links.add(link);
    }

    protected final HeartbeatLink closed(int side, Authkeys keys) {
        HeartbeatLink link = create(side, new LinkFactory(facts(side), keys, LinkThreads.plain()));
        links.add(link);
        return link;
    }

    protected final HeartbeatLink open(int side, Authkeys keys) throws Exception {
        HeartbeatLink link = closed(side, keys);
        open(side, link, () -> {});
        return link;
    }

    /** Bytes as ha1 would send them under these keys. */
    protected final byte[] sealed(Authkeys keys, StatusMessage beat) {
        return new BeatGuard(Beats.HA1, kind(), keys, new ReplayWindow(), new BeatCounters()).seal(beat);
    }

    /** Injects one payload and waits until side 1 has judged it: what is sent at once may overtake each other. */
    protected final void judge(HeartbeatLink receiver, byte[] payload) throws Exception {
        long before = judged(receiver);
        inject(payload);
        soon().until(() -> judged(receiver) > before);
    }

    private static long judged(HeartbeatLink receiver) {
        LinkCounters counters = receiver.counters();
        return counters.received()
                + counters.replayed()
                + counters.forged()
                + counters.foreign()
                + counters.malformed();
    }

    protected static ConditionFactory soon() {
        return with().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .await();
    }

    /** Sends new beats until one arrives. */
    protected final StatusMessage deliver(HeartbeatLink from, int side, HeartbeatLink to) {
        StatusMessage[] heard = new StatusMessage[1];
        soon().until(() -> {
            from.send(Beats.beat(facts(side), BOOT, ++sequence));
            heard[0] = to.poll();
            return heard[0] != null;
        });
        return heard[0];
    }

    @Test
    void shouldCarryBeatsBothWays() throws Exception {
        HeartbeatLink ha1 = open(0, Beats.SHA256);
        HeartbeatLink ha2 = open(1, Beats.SHA256);

        StatusMessage heardByHa2 = deliver(ha1, 0, ha2);
        StatusMessage heardByHa1 = deliver(ha2, 1, ha1);

        assertEquals(Beats.beat(Beats.HA1, BOOT, heardByHa2.sequence()), heardByHa2);
        assertEquals(Beats.beat(Beats.HA2, BOOT, heardByHa1.sequence()), heardByHa1);
        assertEquals(
                0,
                ha1.counters().forged()
                        + ha1.counters().foreign()
                        + ha1.counters().malformed());
        assertNull(ha1.fault());
    }

    @Test
    void shouldWakeItsOwnerUp() throws Exception {
        AtomicInteger wakeUps = new AtomicInteger();
        HeartbeatLink ha1 = open(0, Beats.SHA256);
        HeartbeatLink ha2 = closed(1, Beats.SHA256);
        open(1, ha2, wakeUps::incrementAndGet);

        deliver(ha1, 0, ha2);

        soon().until(() -> wakeUps.get() > 0);
    }

    @Test
    void shouldPrepareTheThreadsThatCarryBeats() throws Exception {
        Set<String> prepared = ConcurrentHashMap.newKeySet();
        Set<String> round = ConcurrentHashMap.newKeySet();
        LinkThreads threads = new LinkThreads(
                () -> prepared.add(Thread.currentThread().getName()),
                () -> round.add(Thread.currentThread().getName()));
        HeartbeatLink ha1 = open(0, Beats.SHA256);
        HeartbeatLink ha2 = create(1, new LinkFactory(Beats.HA2, Beats.SHA256, threads));
        links.add(ha2);
        Set<String> receiving = ConcurrentHashMap.newKeySet();
        open(1, ha2, () -> receiving.add(Thread.currentThread().getName()));

        deliver(ha1, 0, ha2);

        soon().until(() -> !receiving.isEmpty());
        assertTrue(prepared.containsAll(receiving), receiving + " but prepared only " + prepared);
        assertTrue(round.containsAll(receiving), receiving + " but came round only " + round);
    }

    @Test
    void shouldCountAndDropForgedForeignReplayedAndDamagedBeats() throws Exception {
        HeartbeatLink ha2 = open(1, Beats.SHA256);
        byte[] good = sealed(Beats.SHA256, Beats.beat(Beats.HA1, BOOT, 1));
        byte[] forged = good.clone();
        forged[good.length - 1] ^= 1;
        byte[] foreign = good.clone();
        foreign[3] ^= 1;
        byte[] otherVersion = good.clone();
        otherVersion[0] = 9;

        judge(ha2, forged);
        judge(ha2, sealed(Beats.keys(2, Map.of(2, AuthMethod.SHA1)), Beats.beat(Beats.HA1, BOOT, 1)));
        judge(ha2, Arrays.copyOf(good, good.length - 10));
        judge(ha2, foreign);
        judge(ha2, otherVersion);
        judge(ha2, Arrays.copyOf(good, 3));
        judge(ha2, good);
        judge(ha2, good);

        assertEquals(1, ha2.counters().replayed());
        assertEquals(3, ha2.counters().forged());
        assertEquals(1, ha2.counters().foreign());
        assertEquals(2, ha2.counters().malformed());
        assertEquals(1, ha2.counters().received());
        assertEquals(Beats.beat(Beats.HA1, BOOT, 1), ha2.poll());
        assertNull(ha2.poll());
    }

    @Test
    void shouldTalkWhileKeysAreRolled() throws Exception {
        Map<Integer, AuthMethod> both = Map.of(1, AuthMethod.SHA1, 2, AuthMethod.SHA256);
        HeartbeatLink ha1 = open(0, Beats.keys(1, both));
        HeartbeatLink ha2 = open(1, Beats.keys(2, both));

        deliver(ha1, 0, ha2);
        deliver(ha2, 1, ha1);

        assertEquals(0, ha1.counters().forged() + ha2.counters().forged());
    }

    @Test
    void shouldHearNothingUnderAnotherKey() throws Exception {
        HeartbeatLink ha1 = open(0, Beats.keys(1, Map.of(1, AuthMethod.SHA1)));
        HeartbeatLink ha2 = open(1, Beats.SHA256);

        soon().until(() -> {
            ha1.send(Beats.beat(Beats.HA1, BOOT, ++sequence));
            return ha2.counters().forged() > 2;
        });
        assertNull(ha2.poll());
        assertEquals(0, ha2.counters().received());
    }

    /** Which of the runs lives is the core's question; a link lets no beat of any of them pass twice. */
    @Test
    void shouldLetEachBeatOfARunPassOnceWhicheverRunCameLast() throws Exception {
        HeartbeatLink ha2 = open(1, Beats.SHA256);
        byte[] former = sealed(Beats.SHA256, Beats.beat(Beats.HA1, BOOT, 1000));
        byte[] present = sealed(Beats.SHA256, Beats.beat(Beats.HA1, BOOT + (1L << 32), 1));

        for (byte[] beat : List.of(former, present, former, present)) {
            judge(ha2, beat);
        }

        assertEquals(2, ha2.counters().replayed());
        assertEquals(1000, ha2.poll().sequence());
        assertEquals(BOOT + (1L << 32), ha2.poll().bootId());
        assertNull(ha2.poll());
    }

    @Test
    void shouldKeepTheNewestBeatsWhenNobodyPolls() throws Exception {
        HeartbeatLink ha2 = open(1, Beats.SHA256);

        for (int i = 1; i <= 200; i++) {
            judge(ha2, sealed(Beats.SHA256, Beats.beat(Beats.HA1, BOOT, i)));
        }

        List<Long> kept = new ArrayList<>();
        soon().until(
                        () -> { // the last one is counted a moment before it can be polled
                            for (StatusMessage beat = ha2.poll(); beat != null; beat = ha2.poll()) {
                                kept.add(beat.sequence());
                            }
                            return kept.contains(200L);
                        });
        assertEquals(kept.stream().sorted().toList(), kept);
    }

    @Test
    void shouldEndItsThreadsWhenClosedTwiceAndTakeBeatsAsLost() throws Exception {
        HeartbeatLink ha1 = open(0, Beats.SHA256);
        HeartbeatLink ha2 = open(1, Beats.SHA256);
        deliver(ha1, 0, ha2);

        for (HeartbeatLink link : List.of(ha1, ha2, ha1, ha2)) {
            link.close();
        }
        long lost = ha1.counters().sendFailures();
        ha1.send(Beats.beat(Beats.HA1, BOOT, ++sequence));

        assertEquals(lost + 1, ha1.counters().sendFailures());
        soon().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("hb-")));
    }
}
