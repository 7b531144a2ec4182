package org.hadirector.heartbeat.decide;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.link.GroupStatus;
import org.hadirector.heartbeat.link.GroupStatus.Ask;
import org.hadirector.heartbeat.link.StatusMessage;
import org.hadirector.heartbeat.link.StatusMessage.Surroundings;

/** One core with a disk that works, on a LAN whose gateway answers every probe. */
final class CoreBench {
    final PairCore core;
    long now;
    private final CoreSettings settings;
    private long peerSequence;
    /** The core's last beat. */
    private long said;

    CoreBench(CoreSettings settings, long startNs) {
        this.settings = settings;
        this.core = new PairCore(settings, startNs);
        this.now = startNs;
    }

    List<Effect> step(Input input) {
        List<Effect> effects = core.step(input, now);
        for (Effect effect : effects) {
            said = effect instanceof Effect.Send send ? send.beat().sequence() : said;
        }
        return effects;
    }

    List<Effect> cycle() {
        now = Math.max(now, core.nextCycleNs());
        List<Effect> all = new ArrayList<>(step(new Input.Cycle()));
        for (Effect effect : List.copyOf(all)) {
            if (effect instanceof Effect.Probe probe) {
                all.addAll(step(new Input.LanAnswered(probe.group(), "gateway", "eth0")));
            } else if (effect instanceof Effect.ReserveEpoch reserve) {
                all.addAll(step(new Input.EpochReserved(reserve.upTo())));
            }
        }
        return all;
    }

    List<Effect> cyclesFor(long ns) {
        List<Effect> all = new ArrayList<>();
        for (long untilNs = now + ns; now < untilNs; ) {
            all.addAll(cycle());
        }
        return all;
    }

    /** A beat of a run of the peer; it answers our last one if that run hears us. */
    List<Effect> heard(long bootId, boolean answers, List<String> stations, GroupStatus... groups) {
        StatusMessage.Echo echo = answers ? new StatusMessage.Echo(settings.bootId(), said) : null;
        Surroundings around = new Surroundings(Surroundings.UNKNOWN, stations);
        return step(new Input.BeatHeard(
                "eth1",
                new StatusMessage(
                        settings.fingerprint(),
                        settings.peer(),
                        bootId,
                        ++peerSequence,
                        now,
                        echo,
                        settings.configDigest(),
                        false,
                        List.of(groups),
                        null,
                        around)));
    }

    CoreView.Group group() {
        return core.view().groups().get(0);
    }

    /** What the first beat among the effects says of the first group, or null. */
    static GroupStatus said(List<Effect> effects) {
        return all(Effect.Send.class, effects).stream()
                .map(send -> send.beat().groups().get(0))
                .findFirst()
                .orElse(null);
    }

    static Ask asked(List<Effect> effects) {
        GroupStatus said = said(effects);
        return said == null ? null : said.ask();
    }

    static List<CoreEvent> events(Kind kind, List<Effect> effects) {
        return all(Effect.Tell.class, effects).stream()
                .map(Effect.Tell::event)
                .filter(event -> event.kind() == kind)
                .toList();
    }

    static List<String> told(Kind kind, List<Effect> effects) {
        return events(kind, effects).stream().map(CoreEvent::reason).toList();
    }

    static <T> List<T> all(Class<T> kind, List<Effect> effects) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
