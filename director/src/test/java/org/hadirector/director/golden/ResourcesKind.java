package org.hadirector.director.golden;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hadirector.director.golden.GoldenVector.Event;
import org.hadirector.director.golden.PairPlayer.Played;

/**
 * {@code resources/}: which script is called when, on which node, with which arguments, and what is held in the end.
 *
 * <p>Compared, for each event and node: the calls of each group in their order, {@code PATH ARGUMENTS VERB}, and at the
 * end of the event what {@code holds} says. Groups are independent of each other here, so the calls of one are not
 * compared with the time of another's. Before the comparison both sides lose what has no consequence: questions after
 * the state of what is active already or has just been asked for.
 */
final class ResourcesKind implements GoldenKind {
    @Override
    public String folder() {
        return "resources";
    }

    @Override
    public List<Difference> run(GoldenVector vector) throws Exception {
        List<Difference> differences = new ArrayList<>();
        GroupNames groups = GroupNames.of(vector);
        EventFacts facts = new EventFacts(vector);
        Map<String, List<String>> pending = new HashMap<>();
        Map<String, String> heldThere = new HashMap<>();
        Map<String, String> heldHere = new HashMap<>();
        Environments environments = new Environments();
        for (Played played : PairPlayer.play(vector)) {
            String event = played.event().line();
            List<Difference> found = new ArrayList<>();
            played.refused().forEach(why -> found.add(new Difference(event, "", why)));
            for (String node : played.calls().keySet()) {
                List<String> wanted = pending.computeIfAbsent(node, name -> new ArrayList<>());
                // Times of several events together have no common beginning.
                boolean waited = !wanted.isEmpty();
                wanted.addAll(played.event().results(node + " call|"));
                if (!event.startsWith("wait ")) {
                    List<String> got = played.calls().get(node).stream()
                            .map(call -> String.format("+%.1f %s", call.atS(), call.command()))
                            .toList();
                    calls(
                            event,
                            node,
                            groups.split(wanted, heldThere.getOrDefault(node, "")),
                            groups.split(got, heldHere.getOrDefault(node, "")),
                            found);
                    if (!waited) {
                        found.addAll(CallTimes.later(event, starts(vector, played.event()), node, wanted, got));
                    }
                    wanted.clear();
                    String held = String.join("", played.event().results(node + " holds|"));
                    heldThere.put(node, held);
                    heldHere.put(node, played.holds().get(node));
                }
                environments.compare(played, node, found);
                other(
                        event,
                        node + " reboot|",
                        played.event().results(node + " reboot|"),
                        played.reboots().get(node),
                        found);
            }
            Holds.compare(facts.reached(played.event()), played, found);
            differences.addAll(facts.with(played, found));
        }
        return differences;
    }

    /** Whether a daemon was started since the recorder looked before this event. */
    private static boolean starts(GoldenVector vector, Event event) {
        int i = vector.events().indexOf(event);
        do {
            if (vector.events().get(i).line().matches("ha\\d \\$ (heartbeat|/etc/init\\.d/heartbeat (re)?start)")) {
                return true;
            }
            i--;
        } while (i >= 0 && vector.events().get(i).results("ha1 holds|").isEmpty());
        return false;
    }

    private static void other(
            String event, String prefix, List<String> wanted, List<String> got, List<Difference> into) {
        for (Alignment.Unequal pair : Alignment.of(wanted, got)) {
            into.add(new Difference(
                    event,
                    pair.wanted().isEmpty() ? "" : prefix + pair.wanted(),
                    pair.got().isEmpty() ? "" : prefix + pair.got()));
        }
    }

    private static void calls(
            String event,
            String node,
            Map<String, List<String>> wanted,
            Map<String, List<String>> got,
            List<Difference> into) {
        Map<String, List<String>> all = new LinkedHashMap<>(wanted);
        got.forEach(all::putIfAbsent);
        for (String group : all.keySet()) {
            Alignment.of(wanted.getOrDefault(group, List.of()), got.getOrDefault(group, List.of()))
                    .forEach(pair -> into.add(new Difference(
                            event,
                            pair.wanted().isEmpty() ? "" : node + " call|" + pair.wanted(),
                            pair.got().isEmpty() ? "" : node + " call|" + pair.got())));
        }
    }
}
