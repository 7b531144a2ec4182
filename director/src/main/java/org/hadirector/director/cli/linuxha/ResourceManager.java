package org.hadirector.director.cli.linuxha;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.hadirector.director.config.Concluded;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.config.GroupLine;
import org.hadirector.resource.config.ResourceSpec;

/**
 * {@code ResourceManager} and {@code director resource}: groups by hand. While the daemon runs, it alone starts and
 * stops resources: groups are then given and taken through it. A key must be a key of haresources, whole and exact.
 */
public final class ResourceManager {
    /** LSB: not running. */
    private static final int STOPPED = 3;

    private final Call call;
    private Concluded configuration;

    /** @param call {@code listkeys NODE}, {@code takegroup KEY} and so on */
    public ResourceManager(Call call) {
        this.call = call;
    }

    /** Carries it out and returns the exit code. */
    public int run() {
        List<String> args = call.args();
        String verb = args.isEmpty() ? "" : args.get(0);
        String word = args.size() > 1 ? args.get(1) : "";
        configuration = call.machine().configuration();
        try {
            return switch (verb) {
                case "listkeys" -> keys(line -> line.preferredNode().equalsIgnoreCase(word));
                case "allkeys" -> keys(line -> true);
                case "ourkeys" -> whole(true);
                case "otherkeys" -> whole(false);
                case "status" -> status(word);
                case "statgroup" -> statgroup(word);
                case "takegroup" -> move(word, Holdings::take);
                case "givegroup" -> move(word, Holdings::give);
                case "verifyallidle" -> verifyAllIdle();
                default -> usage();
            };
        } catch (IOException | ResourceException e) {
            call.noted("ERROR: " + e.getMessage());
            return 1;
        }
    }

    private int usage() {
        call.err()
                .println("usage: " + call.path() + " listkeys machine | takegroup key | givegroup key|status resource");
        call.err().println();
        return 1;
    }

    private interface Choice {
        boolean has(GroupLine line);
    }

    private interface Move {
        void carryOut(Holdings holdings, GroupLine line) throws IOException, ResourceException;
    }

    private List<GroupLine> groups() {
        return configuration.context().resources().haresources().groups();
    }

    private int keys(Choice choice) {
        groups().stream().filter(choice::has).forEach(line -> call.say(line.key()));
        return 0;
    }

    /** Whole lines without their node, a blank behind each resource, as scripts split them. */
    private int whole(boolean ours) {
        String node = call.machine().currentHost();
        for (GroupLine line : groups()) {
            if (line.preferredNode().equalsIgnoreCase(node) == ours) {
                StringBuilder text = new StringBuilder();
                line.resources()
                        .forEach(resource -> text.append(resource.written()).append(' '));
                call.say(text.toString());
            }
        }
        return 0;
    }

    /** Any resource may be asked for, as with the original: one that no group names is asked by hand. */
    private int status(String name) throws IOException, ResourceException {
        Optional<ResourceSpec> managed = groups().stream()
                .flatMap(line -> line.resources().stream())
                .filter(each -> each.written().equals(name) || each.name().equals(name))
                .findFirst();
        boolean active;
        if (managed.isPresent()) {
            active = holdings().active(managed.get());
        } else {
            try {
                active = new HandHoldings(call, configuration).active(ResourceSpec.parse(name, 0));
            } catch (ResourceException e) {
                call.noted("ERROR: " + e.getMessage());
                active = false;
            }
        }
        return active ? 0 : STOPPED;
    }

    /** Prints nothing and exits 0 as the original, whose answer went to the debug log; the words go to director. */
    private int statgroup(String key) throws IOException, ResourceException {
        GroupLine line = group(key);
        Holdings holdings = holdings();
        int active = 0;
        for (ResourceSpec resource : line.resources()) {
            active += holdings.active(resource) ? 1 : 0;
        }
        if (!call.program().equals("ResourceManager")) {
            call.say(active == 0 ? "NONE" : active == line.resources().size() ? "ALL" : "SOME");
        }
        return 0;
    }

    private int move(String key, Move move) throws IOException, ResourceException {
        move.carryOut(holdings(), group(key));
        return 0;
    }

    private GroupLine group(String key) throws IOException {
        return groups().stream()
                .filter(line -> line.key().equals(key)
                        || line.resources().get(0).written().equals(key))
                .findFirst()
                .orElseThrow(() -> new IOException("no group of haresources has the key " + key));
    }

    /** Only the first resource of each group is looked at, as the original does. */
    private int verifyAllIdle() throws IOException, ResourceException {
        Holdings holdings = holdings();
        int busy = 0;
        for (GroupLine line : groups()) {
            ResourceSpec resource = line.resources().get(0);
            if (holdings.active(resource)) {
                busy++;
                complain(resource.written());
            }
        }
        if (busy > 0) {
            call.noted("CRITICAL: Non-idle resources will affect resource takeback!");
            call.noted("CRITICAL: Non-idle resources may affect data integrity!");
        }
        return busy;
    }

    private void complain(String resource) {
        String active = "CRITICAL: Resource " + resource + " is active, and should not be!";
        String danger = "CRITICAL: Non-idle resources can affect data integrity!";
        String help = "info: If you don't know what this means, then get help!";
        call.noted(active);
        call.noted(danger);
        call.noted(help);
        call.noted("info: Read the docs and/or source to " + call.path() + " for more details.");
        List.of(active, danger, help, "info: Read the docs and/or the source to " + call.path() + " for more details.")
                .forEach(call.err()::println);
    }

    private Holdings holdings() throws IOException {
        if (call.machine().daemonPid().isPresent()) {
            return new DaemonHoldings(call.machine());
        }
        Optional<ConfigProblem> wrong = configuration.problems().stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .filter(problem -> problem.file().endsWith("haresources"))
                .findFirst();
        if (wrong.isPresent()) {
            throw new IOException(wrong.get().toString());
        }
        return new HandHoldings(call, configuration);
    }
}
