package org.hadirector.director.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;

/**
 * What {@code director status --json} says, as far as the lab and the drills look at it.
 *
 * @param tree the whole answer
 */
public record NodeStatus(Map<String, Object> tree) {
    /** Asks the daemon that listens in this runtime directory. */
    static NodeStatus ask(Path runDir) throws IOException {
        ControlReply reply = ControlClient.call(runDir, new ControlRequest("status"));
        if (reply.exit() != 0) {
            throw new IOException("status: " + reply.err().strip());
        }
        return new NodeStatus(reply.result());
    }

    public String node() {
        return word(tree.get("node"));
    }

    /** {@code master}, {@code standby}, {@code starting}, {@code fault}, … */
    public String role() {
        return word(tree.get("role"));
    }

    public boolean master() {
        return role().equals("master");
    }

    public boolean standby() {
        return role().equals("standby");
    }

    /** {@code up}, {@code late}, {@code down}, {@code unknown}. */
    public String peerState() {
        return tree.get("peer") instanceof Map<?, ?> peer ? word(peer.get("state")) : "";
    }

    public long epoch() {
        return tree.get("epoch") instanceof Number number ? number.longValue() : 0;
    }

    /** The state of one link; empty when there is no such link. */
    public String linkState(String nameContains) {
        return links().stream()
                .filter(link -> word(link.get("name")).contains(nameContains))
                .map(link -> word(link.get("state")))
                .findFirst()
                .orElse("");
    }

    /** The peer is up, and heard on every link. */
    public boolean hearsPeerEverywhere() {
        return peerState().equals("up")
                && !links().isEmpty()
                && links().stream().allMatch(link -> word(link.get("state")).equals("up"));
    }

    private List<Map<?, ?>> links() {
        return tree.get("links") instanceof List<?> list
                ? list.stream()
                        .filter(entry -> entry instanceof Map<?, ?>)
                        .<Map<?, ?>>map(entry -> (Map<?, ?>) entry)
                        .toList()
                : List.of();
    }

    String text() {
        StringBuilder text =
                new StringBuilder("%-8s epoch %d, peer %s; links:".formatted(role(), epoch(), peerState()));
        links().forEach(link ->
                text.append(' ').append(word(link.get("name"))).append(' ').append(word(link.get("state"))));
        return text.toString();
    }

    private static String word(Object value) {
        return value == null ? "" : value.toString();
    }
}
