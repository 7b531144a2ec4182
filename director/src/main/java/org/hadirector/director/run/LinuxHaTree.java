package org.hadirector.director.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.hadirector.director.config.ParameterTable;
import org.hadirector.heartbeat.config.Directive;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.heartbeat.decide.CoreView;
import org.hadirector.heartbeat.link.Note;

/**
 * The cluster as {@code cl_status} tells it, in heartbeat's words and in its order: newest first, which is ha.cf from
 * its end.
 */
final class LinuxHaTree {
    private final Supplier<HaCf> haCf;

    /** @param haCf the one in use */
    LinuxHaTree(Supplier<HaCf> haCf) {
        this.haCf = haCf;
    }

    /** @param node in lower case */
    boolean isMember(String node) {
        return haCf.get().nodes().contains(node);
    }

    /** @param held what rscstatus prints */
    Map<String, Object> tree(CoreView view, String held) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("active", !view.starting());
        tree.put("nodes", nodes(view));
        tree.put("resources", held);
        tree.put("clients", clients());
        tree.put("parameters", parameters());
        return tree;
    }

    /** The daemon's version is a parameter as well, which is neither in a file nor in the environment of scripts. */
    private Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>(ParameterTable.values(haCf.get()));
        parameters.put("hbversion", Director.VERSION);
        return parameters;
    }

    private List<Map<String, Object>> nodes(CoreView view) {
        List<Map<String, Object>> nodes = new ArrayList<>();
        for (Directive directive : haCf.get().directives()) {
            switch (directive.name()) {
                case "node" -> directive.values().forEach(name -> nodes.add(member(name, view)));
                case "ping", "ping6" -> directive.values().forEach(name -> addWitness(name, view, nodes));
                case "ping_group" -> directive.values().stream()
                        .limit(1)
                        .forEach(name -> addWitness(name, view, nodes));
                default -> {}
            }
        }
        Collections.reverse(nodes);
        return nodes;
    }

    private Map<String, Object> member(String written, CoreView view) {
        String name = written.toLowerCase(Locale.ROOT);
        boolean own = name.equals(view.node());
        List<Map<String, Object>> links = links(view, own);
        Map<String, Object> node = node(name, "normal", own || alive(view.peer().state()) ? "active" : "dead", links);
        node.put("own", own);
        node.put("weight", noted(view, name, Note.Kind.WEIGHT, "100"));
        node.put("site", noted(view, name, Note.Kind.SITE, ""));
        return node;
    }

    private static String noted(CoreView view, String node, Note.Kind kind, String otherwise) {
        return view.around().notes().stream()
                .filter(note -> note.kind() == kind && note.node().equals(node))
                .map(Note::value)
                .findFirst()
                .orElse(otherwise);
    }

    /** Several media on one interface are one link, up when one of them is. */
    private List<Map<String, Object>> links(CoreView view, boolean own) {
        HaCf file = haCf.get();
        Map<String, Boolean> states = new LinkedHashMap<>();
        for (CoreView.Link link : view.links()) {
            String name = file.media().stream()
                    .map(Medium::name)
                    .filter(each -> link.name().equals(each) || link.name().startsWith(each + "/"))
                    .findFirst()
                    .orElse(link.name());
            states.merge(name, own ? file.hearsItself(name) : alive(link.state()), Boolean::logicalOr);
        }
        List<Map<String, Object>> links = new ArrayList<>();
        states.forEach((name, up) -> links.add(link(name, up)));
        Collections.reverse(links);
        return links;
    }

    private static boolean alive(CoreView.PeerState state) {
        return state == CoreView.PeerState.UP || state == CoreView.PeerState.LATE;
    }

    private void addWitness(String name, CoreView view, List<Map<String, Object>> nodes) {
        CoreView.PeerState state = view.around().pingNodes().get(name);
        boolean up = state == CoreView.PeerState.UP;
        Map<String, Object> node = node(name, "ping", up ? "ping" : "dead", List.of(link(name, up)));
        node.put("weight", "100");
        node.put("site", "");
        nodes.add(node);
    }

    private static Map<String, Object> node(String name, String type, String status, List<Map<String, Object>> links) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("name", name);
        node.put("type", type);
        node.put("status", status);
        node.put("links", links);
        return node;
    }

    private static Map<String, Object> link(String name, boolean up) {
        return Map.of("name", name, "status", up ? "up" : "dead");
    }

    /** What is built in here and was a client of heartbeat there: ipfail, when ha.cf starts it. */
    private List<String> clients() {
        return PingSetup.pings(haCf.get()).ipfail() ? List.of("ipfail") : List.of();
    }
}
