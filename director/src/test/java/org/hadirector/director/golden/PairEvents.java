package org.hadirector.director.golden;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hadirector.director.golden.GoldenVector.Event;
import org.hadirector.director.run.VirtualPair;
import org.hadirector.resource.ResourceException;

/**
 * What happens to a recorded pair beside the commands of heartbeat: time, cables, power, files, scripts. The events are
 * those of the README beside the vectors.
 */
final class PairEvents {
    /** The recorder waited until neither node logged or called anything for so long, and no longer than that. */
    private static final double QUIET_S = 12;

    private static final double AT_MOST_S = 150;

    private static final Pattern DEADTIME = Pattern.compile("(?m)^\\s*deadtime\\s+([0-9.]+)s?\\s*$");

    private final GoldenVector vector;
    private final VirtualPair pair;

    /** Runs a command line of an event on a node, by short name. */
    interface Shell {
        void run(String node, String command) throws IOException, ResourceException;
    }

    PairEvents(GoldenVector vector, VirtualPair pair) {
        this.vector = vector;
        this.pair = pair;
    }

    /** The case's files on both nodes. */
    void files() throws IOException {
        for (String node : pair.names()) {
            for (Map.Entry<String, GoldenVector.File> file : vector.files().entrySet()) {
                GoldenVector.File content = file.getValue();
                pair.file(node, file.getKey(), content.bytes(), content.mode());
            }
        }
    }

    /**
     * How long the init script waits between stop and start, so that the other node takes over meanwhile: deadtime in
     * {@code sleep}'s eyes, which knows no {@code ms}, and ten seconds.
     */
    double restartPauseS() {
        GoldenVector.File haCf = vector.files().get("ha.cf");
        Matcher deadtime = DEADTIME.matcher(haCf == null ? "" : haCf.bytes());
        return 10 + (deadtime.find() ? Double.parseDouble(deadtime.group(1)) : 0);
    }

    /** Lets time pass until both nodes are quiet. */
    void settle() {
        pair.settle(QUIET_S, AT_MOST_S);
    }

    /**
     * Does one event; commands that are not the machine's own go to {@code shell}.
     *
     * @throws IllegalArgumentException for an event that nobody has described
     */
    void act(Event event, Shell shell) throws IOException, ResourceException {
        String line = event.line();
        String[] words = line.split(" ", 3);
        if (line.equals("wait until all is settled")) {
            settle();
        } else if (words[0].equals("wait")) {
            pair.pass(Double.parseDouble(words[1]));
        } else if (words[0].equals("cut") || words[0].equals("heal")) {
            pair.cut(words[1], words[2], words[0].equals("cut"));
        } else if (words[0].equals("serial")) {
            pair.cut("ha1", "/dev/ttyS0", words[2].equals("out"));
            pair.cut("ha2", "/dev/ttyS0", words[2].equals("out"));
        } else if (words[0].equals("ping")) {
            boolean silent = line.contains("does not answer");
            pair.names().stream().filter(line::contains).forEach(node -> pair.silence(node, silent));
        } else if (words[0].equals("both")) {
            append(line.replaceAll(".*appended \"(.*)\"", "$1"));
        } else if (pair.names().contains(words[0])) {
            node(words[0], event, shell);
        } else {
            throw new IllegalArgumentException("not understood: " + line);
        }
    }

    private void append(String group) throws IOException {
        String text = vector.files().get("haresources").bytes() + group + "\n";
        for (String node : pair.names()) {
            pair.file(node, "haresources", text, "0600");
        }
    }

    private void node(String node, Event event, Shell shell) throws IOException, ResourceException {
        String what = event.line().substring(node.length() + 1);
        if (what.startsWith("$ ")) {
            command(node, what.substring(2), shell);
        } else if (what.equals("power off")) {
            pair.powerOff(node);
        } else if (what.equals("kill -9 all heartbeat processes")) {
            pair.kill(node);
        } else if (what.equals("kill -TERM master control process")) {
            pair.stop(node);
        } else if (what.startsWith("kill -9 ")) {
            return; // a child of heartbeat: we have none
        } else if (what.startsWith("stopped for ")) {
            pair.freeze(node, true);
            pair.pass(Double.parseDouble(what.split(" ")[2]));
            pair.freeze(node, false);
        } else if (what.startsWith("file /etc/ha.d/")) {
            String name = what.split(" ")[1].substring("/etc/ha.d/".length());
            pair.file(node, name, event.file().bytes(), event.file().mode());
        } else if (what.startsWith("file ")) {
            return; // a pid file: none is believed here, the machine says itself whether a daemon runs
        } else if (what.startsWith("script ")) {
            String[] parts = what.substring("script ".length()).split(": ", 2);
            pair.behave(node, parts[0], parts[1]);
        } else {
            throw new IllegalArgumentException("not understood: " + event.line());
        }
    }

    private void command(String node, String command, Shell shell) throws IOException, ResourceException {
        String[] words = command.split(" ");
        if (words[0].equals("ip") && command.matches("ip link set \\S+ (up|down)")) {
            pair.cut(node, words[3], words[4].equals("down"));
        } else if (words[0].equals("chmod")) {
            pair.mode(node, words[2].replace("/etc/ha.d/", ""), words[1]);
        } else if (words[0].equals("mv")) {
            pair.move(node, words[1].replace("/etc/ha.d/", ""), words[2].replace("/etc/ha.d/", ""));
        } else {
            shell.run(node, command);
        }
    }
}
