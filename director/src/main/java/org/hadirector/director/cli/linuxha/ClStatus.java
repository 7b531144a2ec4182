package org.hadirector.director.cli.linuxha;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hadirector.director.control.ControlClient.SilentDaemonException;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.director.control.Tree;

/** {@code cl_status}: what a node knows of the cluster, for any user of the machine. */
final class ClStatus {
    private static final int PARAMETER_ERROR = 11;
    private static final int TIMEOUT = 12;
    private static final int UNKNOWN = 13;

    /** The original asks the other node's daemon, which takes longer than this. */
    private static final int REMOTE_ANSWER_MS = 1000;

    private static final int CLIENT_TIMEOUT_MS = 100;
    private static final List<String> COMMANDS = List.of(
            "clientstatus",
            "hblinkstatus",
            "hbstatus",
            "listnodes",
            "listhblinks",
            "nodestatus",
            "nodeweight",
            "nodesite",
            "nodetype",
            "rscstatus",
            "hbparameter");

    /** The letters of the commands that take more than {@code -m}. */
    private static final Map<String, String> LETTERS =
            Map.of("hbstatus", "mv", "listnodes", "pnvm", "listhblinks", "mv", "hbparameter", "p:m");

    private final Call call;
    private Tree cluster;

    ClStatus(Call call) {
        this.call = call;
    }

    int run() {
        List<String> args = call.args();
        if (args.isEmpty() || args.get(0).equals("-h")) {
            call.out().print(ClStatusUsage.TEXT);
            return 0;
        }
        String command = args.get(0);
        if (!COMMANDS.contains(command)) {
            call.logged("ERROR", command + ": invalid sub-command.");
            return PARAMETER_ERROR;
        }
        Optional<Tree> found;
        try {
            found = cluster();
        } catch (SilentDaemonException e) {
            return TIMEOUT; // as there, without a word
        }
        Words words = Words.of(args.subList(1, args.size()), LETTERS.getOrDefault(command, "m"));
        if (command.equals("hbstatus")) {
            words.wrong().forEach(wrong -> invalid(command, wrong)); // and goes on
            return heartbeatStatus(found, words);
        }
        if (found.isEmpty()) {
            call.logged("ERROR", "Cannot signon with heartbeat");
            call.logged("ERROR", "REASON: hb_api_signon: Can't initiate connection to heartbeat");
            return 1;
        }
        cluster = found.get();
        return answer(command, words);
    }

    /** As heartbeat's API: nothing is told before the node is active. */
    private Optional<Tree> cluster() throws SilentDaemonException {
        try {
            ControlReply reply = call.machine().ask(new ControlRequest("cl_status"));
            Tree tree = new Tree(reply.result());
            return tree.is("active") ? Optional.of(tree) : Optional.empty();
        } catch (SilentDaemonException e) {
            throw e;
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private int heartbeatStatus(Optional<Tree> found, Words words) {
        boolean verbose = words.has('v');
        if (found.isEmpty()) {
            call.say("Heartbeat is stopped on this machine.");
            if (verbose) {
                call.say("(hb_api_signon: Can't initiate connection to heartbeat)");
            }
            return 1;
        }
        if (!verbose) {
            return call.say("Heartbeat is running on this machine.");
        }
        cluster = found.get();
        boolean sentences = words.has('m');
        call.say((sentences ? "Heartbeat version " : "version:\t")
                + call.machine().version());
        call.say((sentences ? "Resources controlled by " : "managed by:\t") + "\"haresources\"");
        return listNodes(words);
    }

    private int answer(String command, Words words) {
        if (!words.wrong().isEmpty()) {
            invalid(command, words.wrong().get(0));
            // the words run together in the original, whose readers may look for them
            String code = LETTERS.containsKey(command) ? " code" : "";
            call.logged("ERROR", "Error: getopt returnedcharacter" + code + " ?.");
            return PARAMETER_ERROR;
        }
        boolean sentence = words.has('m');
        List<String> names = words.operands();
        return switch (command) {
            case "listnodes" -> listNodes(words);
            case "rscstatus" -> resources(sentence);
            case "hbparameter" -> parameter(words.arguments('p'), sentence);
            case "hblinkstatus" -> names.size() < 2 ? tooFew() : linkStatus(names.get(0), names.get(1), sentence);
            case "clientstatus" -> names.size() < 2 ? tooFew() : clientStatus(names);
            case "listhblinks" -> names.isEmpty() ? tooFew() : links(names.get(0), sentence, words.has('v'));
            case "nodetype" -> names.isEmpty() ? tooFew() : aboutNode(command, names.get(0), sentence);
            default -> names.isEmpty() ? notEnough() : aboutNode(command, names.get(0), sentence);
        };
    }

    private void invalid(String command, String wrong) {
        call.err().println(command + ": " + wrong);
    }

    private int notEnough() {
        call.err().println("Not enough parameters.");
        return PARAMETER_ERROR;
    }

    private int tooFew() {
        call.err().println("No enough parameter.");
        return PARAMETER_ERROR;
    }

    private int listNodes(Words words) {
        boolean sentences = words.has('m');
        boolean verbose = words.has('v');
        if (sentences) {
            call.say("The nodes are as follow:");
        }
        for (Tree node : cluster.list("nodes")) {
            boolean ping = node.text("type").equals("ping");
            if (words.has('n') != words.has('p') && words.has(ping ? 'n' : 'p')) {
                continue;
            }
            if (verbose) {
                call.say("");
                call.say(node.text("name") + "\t" + node.text("status") + "\t(nodetype: " + node.text("type") + ")");
                links(node, sentences, true);
            } else {
                call.say(node.text("name"));
            }
        }
        return 0;
    }

    private Optional<Tree> node(String name) {
        return cluster.list("nodes").stream()
                .filter(node -> name.equalsIgnoreCase(node.text("name")))
                .findFirst();
    }

    private int aboutNode(String command, String name, boolean sentence) {
        Optional<Tree> node = node(name);
        if (node.isEmpty()) {
            call.err()
                    .println(
                            command.equals("nodeweight")
                                    ? "Error. Maybe due to incorrect node name."
                                    : "Error. May be due to incorrect node name");
            return PARAMETER_ERROR;
        }
        String answer = node.get().text(command.substring("node".length()));
        call.say(!sentence ? answer : sentence(command, name, answer));
        return command.equals("nodestatus") && answer.equals("dead") ? 1 : 0;
    }

    private static String sentence(String command, String name, String answer) {
        return switch (command) {
            case "nodestatus" -> "The cluster node " + name + " is " + answer;
            case "nodetype" -> "The node " + name + "'s type: " + answer;
            default -> "The " + command.substring("node".length()) + " of the cluster node " + name + " is " + answer;
        };
    }

    private int links(String name, boolean sentence, boolean verbose) {
        Optional<Tree> node = node(name);
        if (node.isEmpty()) {
            call.logged("ERROR", "Cannot start heartbeat link interface walk.");
            call.logged("ERROR", "REASON: EINVAL");
            return UNKNOWN;
        }
        links(node.get(), sentence, verbose);
        return 0;
    }

    private void links(Tree node, boolean sentence, boolean verbose) {
        if (sentence) {
            call.say("\tthis node has the following heartbeat links:");
        }
        node.list("links").stream()
                .map(link -> "\t" + link.text("name") + (verbose ? "\t" + link.text("status") : ""))
                .forEach(call::say);
    }

    private int linkStatus(String name, String link, boolean sentence) {
        Optional<String> status = node(name).stream()
                .flatMap(node -> node.list("links").stream())
                .filter(each -> each.text("name").equals(link))
                .map(each -> each.text("status"))
                .findFirst();
        if (status.isEmpty()) {
            call.logged("ERROR", "Cannot get heartbeat link status");
            call.logged("ERROR", "REASON: ");
            return UNKNOWN;
        }
        call.say((sentence ? "The node " + name + "'s heartbeat link " + link + " is " : "") + status.get());
        return status.get().equals("up") ? 0 : 1;
    }

    /**
     * The only clients are those that are built in, on both nodes alike. The original asks the node of that name, which
     * must be written as in ha.cf then; of one that is dead it knows by itself.
     */
    private int clientStatus(List<String> words) {
        Optional<Tree> node = node(words.get(0))
                .filter(found -> found.text("name").equals(words.get(0))
                        || found.text("status").equals("dead"));
        int timeoutMs = words.size() > 2 ? Words.number(words.get(2)) : CLIENT_TIMEOUT_MS;
        boolean asked = node.isPresent()
                && !node.get().is("own")
                && !node.get().text("type").equals("ping")
                && !node.get().text("status").equals("dead");
        if (node.isEmpty() || timeoutMs <= 0 || asked && timeoutMs < REMOTE_ANSWER_MS) {
            call.logged("ERROR", "Cannot get heartbeat client " + words.get(1) + "'s status");
            call.logged(
                    "ERROR",
                    "REASON: " + (words.get(0).isEmpty() ? "client status : bad nodename" : "No timely response."));
            return UNKNOWN;
        }
        boolean online = node.get().text("status").equals("active")
                && cluster.texts("clients").contains(words.get(1));
        call.say(online ? "online" : "offline");
        return online ? 0 : 1;
    }

    private int resources(boolean sentence) {
        String held = cluster.text("resources");
        return call.say(sentence ? "This node is holding " + held + " resources." : held);
    }

    private int parameter(List<String> wanted, boolean sentence) {
        if (wanted.isEmpty()) {
            call.logged("ERROR", "parameter name required");
            return PARAMETER_ERROR;
        }
        String name = wanted.get(wanted.size() - 1);
        Map<String, Object> values = cluster.map("parameters").fields();
        if (!values.containsKey(name)) {
            call.logged("ERROR", "Cannot get parameter " + name + "'s value");
            call.logged("ERROR", "REASON: ");
            return 1;
        }
        return call.say((sentence ? "Heartbeat parameter " + name + "'s value: " : "") + values.get(name));
    }
}
