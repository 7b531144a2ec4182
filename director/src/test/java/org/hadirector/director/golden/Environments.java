package org.hadirector.director.golden;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.hadirector.director.golden.PairPlayer.Played;
import org.hadirector.director.run.VirtualPair.Called;

/**
 * What scripts find in their environment: {@code env|} of the resource scripts, {@code rcd|} of the scripts of rc.d,
 * where a case has recorded it. Compared: each call in its order, its variables as a set of lines; two slashes are one.
 * Times, sequence numbers and the like are left out on both sides; {@code HA_dt} is the deadtime or 2 s more (README).
 */
final class Environments {
    private static final Pattern SHOWN = Pattern.compile("HA_.*|OCF_.*|PATH|PWD|LANG|LC_ALL");
    /** Parameters of ha.cf: left out in the records of rc.d, all but one. */
    private static final Pattern OF_HA_CF = Pattern.compile(
            "HA_(?!(auto_failback|src|st|t|dt|ttl|protocol|dest|ipaddr|ok|weown|rsc_hold|info|node|result)$)[a-z_]+");
    /** Of a fence: not all recorders wrote them down. */
    private static final Pattern OF_FENCE = Pattern.compile("HA_(node|result)");

    private final Map<String, List<Called>> calls = new HashMap<>();

    /** The recorder wrote the resource scripts' environment down at the end, for all calls of a case. */
    void compare(Played played, String node, List<Difference> into) {
        List<Called> all = calls.computeIfAbsent(node, name -> new ArrayList<>());
        all.addAll(played.calls().get(node));
        compare(played, node, " env|", environments(all), into);
        compare(played, node, " rcd|", rcScripts(played, node), into);
    }

    private static void compare(Played played, String node, String kind, List<String> got, List<Difference> into) {
        List<String> wanted = played.event().results(node + kind);
        if (wanted.isEmpty() && !recordedAnywhere(played, kind)) {
            return;
        }
        List<String> there = wanted.stream().map(Environments::even).toList();
        List<String> here = got.stream().map(Environments::even).toList();
        for (Alignment.Unequal pair : Alignment.of(there, here)) {
            into.add(new Difference(
                    played.event().line(),
                    pair.wanted().isEmpty() ? "" : node + kind + pair.wanted(),
                    pair.got().isEmpty() ? "" : node + kind + pair.got()));
        }
    }

    private static boolean recordedAnywhere(Played played, String kind) {
        return played.event().results().stream().anyMatch(result -> result.contains(kind));
    }

    private static String even(String line) {
        return line.replaceAll("//+", "/").replaceFirst("HA_dt=(1388|bb8)$", "HA_dt=DEADTIME");
    }

    /** Of starts and stops. */
    private static List<String> environments(List<Called> calls) {
        List<String> lines = new ArrayList<>();
        for (Called call : calls) {
            String[] words = call.command().split(" ");
            String verb = words[words.length - 1];
            if (!verb.equals("status")) {
                String script = words[0].substring(words[0].lastIndexOf('/') + 1);
                variables(call)
                        .forEach((name, value) -> lines.add("env " + script + " " + verb + " " + name + "=" + value));
            }
        }
        return lines;
    }

    private static List<String> rcScripts(Played played, String node) {
        boolean fences = recordedAnywhere(played, " rcd|HA_result=");
        List<String> lines = new ArrayList<>();
        for (Called call : played.scripts().get(node)) {
            lines.add(call.command());
            variables(call).forEach((name, value) -> {
                if (name.startsWith("HA_")
                        && !OF_HA_CF.matcher(name).matches()
                        && (fences || !OF_FENCE.matcher(name).matches())) {
                    lines.add(name + "=" + value);
                }
            });
        }
        return lines;
    }

    private static Map<String, String> variables(Called call) {
        Map<String, String> shown = new TreeMap<>();
        call.environment().forEach((name, value) -> {
            if (SHOWN.matcher(name).matches()) {
                // The machine's files are elsewhere here.
                shown.put(
                        name,
                        value.replaceFirst("^/\\S*/etc/ha\\.d", "/etc/ha.d").replace("\t", "\\t"));
            }
        });
        return shown;
    }
}
