package org.hadirector.director.cli.linuxha;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.director.control.Tree;

/** {@code cl_status}: what a node knows of the cluster, for any user of the machine. */
final class ClStatus {
    private static final int PARAMETER_ERROR = 11;
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
        Optional<Tree> found = cluster();
        if (command.equals("hbstatus")) {
            wrongOption(command, args).ifPresent(wrong -> invalid(command, wrong)); // and goes on
            return heartbeatStatus(found, args.contains("-v"));
        }
        if (found.isEmpty()) {
            call.logged("ERROR", "Cannot signon with heartbeat");
            call.logged("ERROR", "REASON: hb_api_signon: Can't initiate connection to heartbeat");
            return 1;
        }
        cluster = found.get();
        return answer(command, args.subList(1, args.size()));
    }

    /** As heartbeat's API: nothing is told before the node is active. */
    private Optional<Tree> cluster() {
        try {
            ControlReply reply = call.machine().ask(new ControlRequest("cl_status"));
            Tree tree = new Tree(reply.result());
            return tree.is("active") ? Optional.of(tree) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private int heartbeatStatus(Optional<Tree> found, boolean verbose) {
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
        call.say("version:\t" + call.machine().version());
        call.say("managed by:\t\"haresources\"");
        return listNodes(List.of("-v"));
    }

    private int answer(String command, List<String> args) {
        List<String> words = args.stream().filter(arg -> !arg.startsWith("-")).toList();
        Optional<String> wrong = wrongOption(command, args);
        if (wrong.isPresent()) {
            invalid(command, wrong.get());
            // the words run together in the original, whose readers may look for them
            String code = command.equals("rscstatus") ? "" : " code";
            call.logged("ERROR", "Error: getopt returnedcharacter" + code + " ?.");
            return PARAMETER_ERROR;
        }
        boolean sentence = args.contains("-m");
        return switch (command) {
            case "listnodes" -> listNodes(args);
            case "rscstatus" -> resources(sentence);
            case "hbparameter" -> parameter(args);
            case "hblinkstatus" -> words.size() < 2 ? tooFew() : linkStatus(words.get(0), words.get(1), sentence);
            case "clientstatus" -> words.size() < 2 ? tooFew() : clientStatus(words);
            case "listhblinks" -> words.isEmpty() ? tooFew() : links(words.get(0), args);
            case "nodetype" -> words.isEmpty() ? tooFew() : aboutNode(command, words.get(0), sentence);
            default -> words.isEmpty() ? notEnough() : aboutNode(command, words.get(0), sentence);
        };
    }

    private static Optional<String> wrongOption(String command, List<String> args) {
        String allowed =
                switch (command) {
                    case "listnodes" -> "pnvm";
                    case "rscstatus" -> "m";
                    case "hbparameter" -> "pm";
                    default -> "mv";
                };
        return args.stream()
                .filter(arg -> arg.length() > 1 && arg.startsWith("-"))
                .map(arg -> arg.substring(1, 2))
                .filter(letter -> !allowed.contains(letter))
                .findFirst();
    }

    private void invalid(String command, String option) {
        call.err().println(command + ": invalid option -- '" + option + "'");
    }

    private int notEnough() {
        call.err().println("Not enough parameters.");
        return PARAMETER_ERROR;
    }

    private int tooFew() {
        call.err().println("No enough parameter.");
        return PARAMETER_ERROR;
    }

    private int listNodes(List<String> args) {
        boolean verbose = args.contains("-v");
        if (args.contains("-m")) {
            call.say("The nodes are as follow:");
        }
        for (Tree node : cluster.list("nodes")) {
            boolean ping = node.text("type").equals("ping");
            if (args.contains("-n") != args.contains("-p") && ping == args.contains("-n")) {
                continue;
            }
            if (verbose) {
                call.say("");
                call.say(node.text("name") + "\t" + node.text("status") + "\t(nodetype: " + node.text("type") + ")");
                node.list("links").forEach(link -> call.say("\t" + link.text("name") + "\t" + link.text("status")));
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
            default -> answer;
        };
    }

    private int links(String name, List<String> args) {
        Optional<Tree> node = node(name);
        if (node.isEmpty()) {
            call.logged("ERROR", "Cannot start heartbeat link interface walk.");
            call.logged("ERROR", "REASON: EINVAL");
            return UNKNOWN;
        }
        if (args.contains("-m")) {
            call.say("\tthis node has the following heartbeat links:");
        }
        boolean verbose = args.contains("-v");
        node.get().list("links").stream()
                .map(link -> "\t" + link.text("name") + (verbose ? "\t" + link.text("status") : ""))
                .forEach(call::say);
        return 0;
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

    /** The only clients are those that are built in, on both nodes alike. */
    private int clientStatus(List<String> words) {
        Optional<Tree> node = node(words.get(0));
        int timeoutMs = words.size() > 2 ? milliseconds(words.get(2)) : CLIENT_TIMEOUT_MS;
        boolean own = node.isPresent() && node.get().is("own");
        if (node.isEmpty() || !own && timeoutMs < REMOTE_ANSWER_MS) {
            call.logged("ERROR", "Cannot get heartbeat client " + words.get(1) + "'s status");
            call.logged("ERROR", "REASON: No timely response.");
            return UNKNOWN;
        }
        boolean online = node.get().text("status").equals("active")
                && cluster.texts("clients").contains(words.get(1));
        call.say(online ? "online" : "offline");
        return online ? 0 : 1;
    }

    /** As atoi(3). */
    private static int milliseconds(String word) {
        String digits = word.replaceFirst("\\D.*", "");
        return digits.isEmpty() || digits.length() > 9 ? 0 : Integer.parseInt(digits);
    }

    private int resources(boolean sentence) {
        String held = cluster.text("resources");
        return call.say(sentence ? "This node is holding " + held + " resources." : held);
    }

    private int parameter(List<String> args) {
        int at = args.indexOf("-p");
        if (at >= 0 && at + 1 == args.size()) {
            call.err().println("hbparameter: option requires an argument -- 'p'");
            call.logged("ERROR", "Error: getopt returnedcharacter code ?.");
            return PARAMETER_ERROR;
        }
        if (at < 0) {
            call.logged("ERROR", "parameter name required");
            return PARAMETER_ERROR;
        }
        String name = args.get(at + 1);
        Map<String, Object> values = cluster.map("parameters").fields();
        if (!values.containsKey(name)) {
            call.logged("ERROR", "Cannot get parameter " + name + "'s value");
            call.logged("ERROR", "REASON: ");
            return 1;
        }
        String sentence = args.contains("-m") ? "Heartbeat parameter " + name + "'s value: " : "";
        return call.say(sentence + values.get(name));
    }
}
