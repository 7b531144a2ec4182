package org.hadirector.heartbeat.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.heartbeat.link.GroupStatus;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.hadirector.heartbeat.link.StatusMessage;
import org.junit.jupiter.api.Test;

/** Beats of several runs of the peer, given to a core one by one. */
class PeerRunsTest {
    private static final CoreSettings SETTINGS = CoreStepTest.SETTINGS;
    private static final long START = -5_000_000_000L;

    private final PairCore core = new PairCore(SETTINGS, START);
    private long now = START;
    /** The core's last beat. */
    private long said;

    private List<Effect> step(Input input) {
        List<Effect> effects = core.step(input, now);
        for (Effect effect : effects) {
            said = effect instanceof Effect.Send send ? send.beat().sequence() : said;
        }
        return effects;
    }

    private void cycle() {
        step(new Input.Cycle());
    }

    /** Said now by a peer whose clock runs like ours and who heard our last beat. */
    private StatusMessage beat(long boot, long sequence, GroupStatus group) {
        StatusMessage.Echo echo = new StatusMessage.Echo(SETTINGS.bootId(), said);
        return new StatusMessage(9, "ha2", boot, sequence, now, echo, 0, false, List.of(group));
    }

    private static long told(List<Effect> effects, String words) {
        return effects.stream()
                .filter(effect -> effect instanceof Effect.Tell tell
                        && tell.event().reason().contains(words))
                .count();
    }

    private static List<StatusMessage.Echo> echoes(List<Effect> effects, String link) {
        return effects.stream()
                .filter(effect ->
                        effect instanceof Effect.Send send && send.link().equals(link))
                .map(effect -> ((Effect.Send) effect).beat().echo())
                .toList();
    }

    @Test
    void shouldHearTheLaterOfTwoMachinesOfOneName() {
        cycle();
        GroupStatus none = new GroupStatus(5, 90, OwnerState.NONE, 0, true, false, false, null, null, null);
        step(new Input.BeatHeard("eth1", beat(222, 1, none)));
        step(new Input.BeatHeard("eth1", beat(99, 1, none)));
        List<Effect> effects = new ArrayList<>();
        for (int sequence = 2; sequence < 40; sequence++) {
            now += SETTINGS.timing().keepaliveNs();
            effects.addAll(step(new Input.BeatHeard("eth1", beat(222, sequence, none))));
            if (sequence < 12) {
                step(new Input.BeatHeard("eth1", beat(99, sequence, none)));
                assertEquals(99, core.view().peer().bootId());
            }
        }
        assertEquals(1, told(effects, "two machines"));
        assertEquals(222, core.view().peer().bootId(), "the other one is gone");
    }

    @Test
    void shouldTakeNoAnswerThatIsADeadtimeOldForLife() {
        cycle();
        GroupStatus owner = new GroupStatus(5, 90, OwnerState.OWNER, 100, true, false, false, null, null, null);
        StatusMessage withheld = beat(222, 9, owner);
        now += SETTINGS.timing().deadtimeNs();
        step(new Input.BeatHeard("eth1", withheld));
        assertEquals(0, core.view().peer().bootId());
        step(new Input.BeatHeard("eth1", beat(222, 10, owner)));
        assertEquals(222, core.view().peer().bootId());
    }

    @Test
    void shouldAnswerThePresentRunHoweverManyRecordingsCome() {
        cycle();
        GroupStatus none = new GroupStatus(5, 90, OwnerState.NONE, 0, true, false, false, null, null, null);
        StatusMessage recording = beat(444, 10, none);
        step(new Input.BeatHeard("eth1", beat(222, 9, none)));
        now += 1_000_000;
        cycle();
        step(new Input.BeatHeard("eth1", beat(222, 10, none)));
        List<Effect> answer = step(new Input.BeatHeard("eth1", recording));
        assertEquals(List.of(new StatusMessage.Echo(222, 10)), echoes(answer, "eth1"));
        now += SETTINGS.timing().keepaliveNs();
        List<Effect> answered = step(new Input.BeatHeard("ttyS0", recording));
        assertEquals(List.of(new StatusMessage.Echo(444, 10)), echoes(answered, "ttyS0"), "the only one there");
    }
}
