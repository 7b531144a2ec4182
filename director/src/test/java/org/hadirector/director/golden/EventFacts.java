package org.hadirector.director.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hadirector.director.golden.GoldenVector.Event;
import org.hadirector.director.golden.PairPlayer.Played;

/**
 * What the record says around an event, as facts for the rules ({@link CaseFacts}). One for a case; its events are
 * handed over in their order.
 *
 * <pre>
 * done|EVENT                      the event itself, and each before it
 * since|EVENT                     the event itself, and each after the last one at which the recorder waited
 * before|NODE holds|…             what holds says of the event before this one
 * there|NODE holds|…              what it says of this one
 * here before|NODE holds|…        what our node held before this one
 * held before|LINE                the line that differs is of a node that held this group before
 * not held before|LINE            or did not
 * ignored|NODE log|…              an order that heartbeat ignored at this event: it was in flux, or at another one
 * files differ|NAME               the nodes do not have the same
 * legacy now|                     auto_failback is legacy on some node
 * cut off|                        no medium of some node is whole
 * was cut off|                    so it was at this event or before
 * told as held|                   the line that differs tells of a start or stop of a group, and what our node holds
 *                                 agrees with what it told or not
 * its group is new|               the haresources of the beginning had no such group
 * elsewhere|LINE                  this group was held by other nodes here than there when the event began: what became
 *                                 of it there is no measure any more
 * its group elsewhere|            and the line that differs tells of such a group
 * unanswered|NODE                 no ping node answers this one, or its LAN is cut
 * denies|LINE                     a script of this group says of itself on some node that it does not run
 * its group denies|               and the line that differs tells of such a group
 * fails|LINE                      a script of this group cannot be started on some node, or is not there
 * its group fails|                and the line that differs tells of such a group
 * took nothing|NODE, …            what our nodes did: {@link Moves}
 * begun in a move|EVENT            our nodes were just starting or stopping a resource when the event or one since the
 *                                 last look began
 * begun at rest|EVENT             or they were not
 * claims|LINE                     a script of this group says of itself on some node that it runs, whether it does or
 *                                 not
 * its group claims|               and the line that differs tells of such a group
 * truth if so|NODE holds|…        what rscstatus says if what such scripts say is taken for true
 * held twice there|LINE           both recorded nodes hold this group
 * nothing moved there|            the recorded nodes hold what they held; who has started, its own
 * </pre>
 */
final class EventFacts {
    private static final Pattern CUT = Pattern.compile("(cut|heal) (ha\\d) (eth\\d)|serial cable (out|in)");
    private static final Pattern GROUP = Pattern.compile(
            "resource group: (.+?)(?: got \\||$)|(?:[Tt]aking over resource group|received ip-request-resp) (\\S+)");
    private static final Pattern SCRIPT = Pattern.compile("(ha\\d) script (\\S+): (.*)");
    private static final Pattern STATUS = Pattern.compile("status_text='?([^';]*)");
    private static final Pattern FAILS = Pattern.compile("\\bstart_rc=[1-9]");
    private static final Pattern FAILED = Pattern.compile(
            "(?:Return code \\d+ from \\S*/|due to failure of |Cannot locate resource script )([^/ ]+)");
    /** What heartbeat's ResourceManager takes for running. */
    private static final Pattern RUNNING =
            Pattern.compile("\\A(?!(?s:.*)[Nn][Oo][Tt] (?s:.*)[Rr]unning)(?s:.*)(?:[Rr]unning|OK)");

    private static final Pattern LAN = Pattern.compile("(?:cut|heal) ha\\d eth0|ping node .*");
    private static final Pattern ADDRESS = Pattern.compile("IPaddr2?\\(IPaddr2?_([^)]*)\\)");
    private static final Pattern STOP =
            Pattern.compile("Releasing resource group: | stop|: ifconfig \\S+ down|INFO: IP status = ");
    private static final Pattern IGNORED =
            Pattern.compile("ha\\d log\\|.*WARN: (?:standby message .* ignored\\..* in flux\\.|"
                    + "Standby in progress- new request from \\S+ ignored .*)");
    private static final Pattern NODE = Pattern.compile("(?:want| got) \\|(ha\\d) ");

    private final GoldenVector vector;
    private final ReadGroups read;
    /** What our nodes held when the log was compared last. */
    private Map<String, String> ours = Map.of();

    private final Map<String, String> holds = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> files = new LinkedHashMap<>();
    private final Map<String, List<String>> cuts = new HashMap<>();
    private final List<String> history = new ArrayList<>();
    private final List<String> ignored = new ArrayList<>();
    private int next;
    private int recorded;
    private boolean wasCutOff;
    private Set<String> elsewhere = Set.of();
    private final Set<String> unanswered = new LinkedHashSet<>();
    private final Map<String, String> denying = new LinkedHashMap<>();
    private final Map<String, String> claiming = new LinkedHashMap<>();
    private final Set<String> failing = new LinkedHashSet<>();

    EventFacts(GoldenVector vector) {
        this.vector = vector;
        this.read = new ReadGroups(vector);
        failing.addAll(CaseFacts.missing(vector));
        holds.put("ha1", "rscstatus -; nothing");
        holds.put("ha2", "rscstatus -; nothing");
    }

    /** Goes on to this event; the groups that the nodes know by then. */
    ReadGroups reached(Event event) {
        while (next < vector.events().size() && vector.events().get(next) != event) {
            happened(vector.events().get(next++));
        }
        next++;
        happened(event);
        return read.reached(event);
    }

    /** The differences of the event that was {@link #reached} with what is known there beside. */
    List<Difference> with(Played played, List<Difference> differences) {
        Event event = played.event();
        List<Difference> all =
                differences.stream().map(each -> with(played, each)).toList();
        recorded = history.size();
        if (!event.line().startsWith("wait ")) {
            ignored.clear();
        }
        holds.keySet().forEach(node -> event.results(node + " holds|").forEach(held -> holds.put(node, held)));
        if (!event.line().startsWith("wait ")) {
            ours = played.holds();
            elsewhere = elsewhere();
        }
        return all;
    }

    /** The groups that other nodes hold here than there. */
    private Set<String> elsewhere() {
        Set<String> lines = new LinkedHashSet<>();
        for (String node : holds.keySet()) {
            read.of(node).held().forEach((line, group) -> {
                if (holds(holds.get(node), group) != holds(ours.get(node), group)) {
                    lines.add(line);
                }
            });
        }
        return lines;
    }

    private void happened(Event event) {
        history.add(event.line());
        String[] words = event.line().split(" ");
        if (words.length > 2 && words[1].equals("file")) {
            files.computeIfAbsent(words[2].replaceFirst(".*/", ""), name -> new HashMap<>())
                    .put(words[0], event.file().bytes());
        }
        Matcher cut = CUT.matcher(event.line());
        if (cut.matches()) {
            boolean serial = cut.group(2) == null;
            boolean out = serial ? cut.group(4).equals("out") : cut.group(1).equals("cut");
            String medium = serial ? "/dev/ttyS0" : cut.group(3);
            for (String node : serial ? Set.of("ha1", "ha2") : Set.of(cut.group(2))) {
                List<String> media = cuts.computeIfAbsent(node, name -> new ArrayList<>());
                media.remove(medium);
                if (out) {
                    media.add(medium);
                }
            }
            wasCutOff |= cutOff();
        }
        ofScripts(event.line());
        ofTheLan(event.line());
        event.results().stream()
                .filter(line -> IGNORED.matcher(line).matches())
                .forEach(line -> ignored.add("ignored|" + line));
    }

    private void ofScripts(String line) {
        Matcher script = SCRIPT.matcher(line);
        if (script.matches()) {
            String where = script.group(1) + " " + script.group(2);
            Matcher status = STATUS.matcher(script.group(3));
            if (status.find()) {
                boolean runs = RUNNING.matcher(status.group(1)).find();
                denying.remove(where);
                claiming.remove(where);
                (runs ? claiming : denying).put(where, script.group(2));
            }
            if (FAILS.matcher(script.group(3)).find()) {
                failing.add(script.group(2)); // and was held back by it for a while after it is mended
            }
        }
    }

    private void ofTheLan(String line) {
        Matcher lan = LAN.matcher(line);
        if (lan.matches()) {
            boolean silent = line.startsWith("cut") || line.contains("does not answer");
            List<String> nodes = holds.keySet().stream().filter(line::contains).toList();
            if (silent) {
                unanswered.addAll(nodes);
            } else {
                unanswered.removeAll(nodes);
            }
        }
    }

    private Difference with(Played played, Difference difference) {
        Event event = played.event();
        List<String> facts = new ArrayList<>(difference.facts());
        facts.addAll(played.facts());
        history.forEach(line -> facts.add("done|" + line));
        List<String> since = history.subList(recorded, history.size());
        since.forEach(line -> facts.add("since|" + line));
        holds.forEach((node, held) -> facts.add("before|" + node + " holds|" + Holds.sorted(held)));
        for (String node : holds.keySet()) {
            event.results(node + " holds|")
                    .forEach(held -> facts.add("there|" + node + " holds|" + Holds.sorted(held)));
        }
        ours.forEach((node, held) -> facts.add("here before|" + node + " holds|" + Holds.sorted(held)));
        elsewhere.forEach(line -> facts.add("elsewhere|" + line));
        unanswered.forEach(lonely -> facts.add("unanswered|" + lonely));
        groups().keySet().stream().filter(this::denies).forEach(line -> facts.add("denies|" + line));
        groups().keySet().stream().filter(this::claims).forEach(line -> facts.add("claims|" + line));
        groups().keySet().stream().filter(this::fails).forEach(line -> facts.add("fails|" + line));
        Moves.holders(groups(), there(event)).forEach((line, nodes) -> {
            if (nodes.size() > 1) {
                facts.add("held twice there|" + line);
            }
        });
        facts.addAll(Moves.of(groups(), ours, played.holds()).facts(since));
        if (Moves.started(Moves.holders(groups(), holds), since).equals(Moves.holders(groups(), there(event)))) {
            facts.add("nothing moved there|");
        }
        Matcher node = NODE.matcher(difference.line());
        if (node.find()) {
            Set<String> held = Holds.names(holds.get(node.group(1)));
            read.of(node.group(1))
                    .held()
                    .forEach((line, names) -> facts.add(
                            (names.stream().anyMatch(held::contains) ? "held before|" : "not held before|") + line));
        }
        if (node.reset().find()) {
            ifClaimsAreTrue(node.group(1), played.holds().get(node.group(1)), facts);
        }
        facts.addAll(ignored);
        files.keySet().stream().filter(this::differ).forEach(name -> facts.add("files differ|" + name));
        if (legacy()) {
            facts.add("legacy now|");
        }
        if (cutOff()) {
            facts.add("cut off|");
        }
        if (wasCutOff) {
            facts.add("was cut off|");
        }
        if (node.reset().find()) {
            ofItsGroup(node.group(1), played, difference.line(), facts);
        }
        return new Difference(difference.event(), difference.expected(), difference.got(), facts);
    }

    private boolean denies(String group) {
        return scripts(group).anyMatch(denying::containsValue);
    }

    private boolean claims(String group) {
        return scripts(group).anyMatch(claiming::containsValue);
    }

    /** A group that only claims to run may be told as held, or not, whatever the other ones are. */
    private void ifClaimsAreTrue(String node, String held, List<String> facts) {
        List<Set<String>> possible = new ArrayList<>(List.of(Holds.names(held)));
        read.of(node).held().forEach((line, names) -> {
            if (claims(line)) {
                for (Set<String> without : List.copyOf(possible)) {
                    Set<String> with = new LinkedHashSet<>(without);
                    with.addAll(names);
                    possible.add(with);
                }
            }
        });
        String tail = Holds.sorted(held).replaceFirst("^[^;]*", "");
        possible.stream()
                .skip(1)
                .flatMap(names -> CaseFacts.truth(read.of(node), node, names).stream())
                .distinct()
                .forEach(word -> facts.add("truth if so|" + node + " holds|rscstatus " + word + tail));
    }

    private boolean fails(String group) {
        return scripts(group).anyMatch(failing::contains);
    }

    private static Stream<String> scripts(String group) {
        return Arrays.stream(group.split(" ")).skip(1).map(word -> word.split("::")[0]);
    }

    private Map<String, Set<String>> groups() {
        Map<String, Set<String>> groups = new LinkedHashMap<>();
        holds.keySet().forEach(node -> groups.putAll(read.of(node).held()));
        return groups;
    }

    private Map<String, String> there(Event event) {
        Map<String, String> now = new LinkedHashMap<>(holds);
        holds.keySet().forEach(node -> event.results(node + " holds|").forEach(held -> now.put(node, held)));
        return now;
    }

    private void ofItsGroup(String node, Played played, String told, List<String> facts) {
        for (Map.Entry<String, Set<String>> group : read.of(node).held().entrySet()) {
            String line = group.getKey();
            if (isTold(line, told) || CaseFacts.group(read.of(node), told).equals(Optional.of(line))) {
                boolean before = holds(ours.get(node), group.getValue());
                boolean now = holds(played.holds().get(node), group.getValue());
                if (agrees(told, before, now)) {
                    facts.add("told as held|");
                }
                if (read.isNew(line)) {
                    facts.add("its group is new|");
                }
                if (elsewhere.contains(line)) {
                    facts.add("its group elsewhere|");
                }
                if (denies(line)) {
                    facts.add("its group denies|");
                }
                if (claims(line)) {
                    facts.add("its group claims|");
                }
                if (fails(line)) {
                    facts.add("its group fails|");
                }
            }
        }
    }

    /** Who tells of a start holds the group, who tells of none has not got it since; likewise of a stop. */
    private static boolean agrees(String difference, boolean before, boolean now) {
        boolean stop = STOP.matcher(difference).find();
        boolean missing = difference.endsWith(" got |");
        return missing ? (stop ? now || !before : before || !now) : now != stop;
    }

    private static boolean holds(String held, Set<String> group) {
        return held != null && Holds.names(held).stream().anyMatch(group::contains);
    }

    private static boolean isTold(String line, String told) {
        Matcher address = ADDRESS.matcher(told);
        if (address.find()) {
            return Arrays.stream(line.split("[ :/]")).anyMatch(address.group(1)::equals);
        }
        Matcher failed = FAILED.matcher(told);
        if (failed.find()) {
            return failed.group(1).contains("::")
                    ? List.of(line.split(" ")).contains(failed.group(1))
                    : scripts(line).anyMatch(failed.group(1)::equals);
        }
        Matcher named = GROUP.matcher(told);
        return named.find() && (line.equals(named.group(1)) || line.split(" ")[1].equals(named.group(2)));
    }

    private boolean differ(String name) {
        String first =
                vector.files().containsKey(name) ? vector.files().get(name).bytes() : "";
        Map<String, String> now = files.get(name);
        return !now.getOrDefault("ha1", first).equals(now.getOrDefault("ha2", first));
    }

    private boolean legacy() {
        GoldenVector.File first = vector.files().get("ha.cf");
        Map<String, String> now = files.getOrDefault("ha.cf", Map.of());
        return holds.keySet().stream()
                .map(node -> now.getOrDefault(node, first == null ? "" : first.bytes()))
                .anyMatch(text -> text.contains("\nauto_failback legacy\n"));
    }

    private boolean cutOff() {
        GoldenVector.File haCf = vector.files().get("ha.cf");
        List<String> media = new ArrayList<>();
        Matcher line =
                Pattern.compile("(?m)^(?:bcast|mcast|ucast|serial) (\\S+)").matcher(haCf == null ? "" : haCf.bytes());
        while (line.find()) {
            media.add(line.group(1));
        }
        return cuts.values().stream().anyMatch(cut -> cut.containsAll(media));
    }
}
