package org.hadirector.director.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hadirector.director.cli.Directories.Places;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlRequest;

/** {@code cl_status} of linux-ha: sub-commands, texts and exit codes as recorded from heartbeat 3.0.6. */
final class ClStatus {
    private static final int PARAMETER_ERROR = 11;
    private static final int UNKNOWN = 13;

    private final Map<String, Object> status;

    private ClStatus(Map<String, Object> status) {
        this.status = status;
    }

    static int run(Places places, List<String> args) {
        String command = args.isEmpty() ? "" : args.get(0);
        Map<String, Object> status;
        try {
            status = ControlClient.call(places.run(), new ControlRequest("status"))
                    .result();
        } catch (IOException e) {
            if (command.equals("hbstatus")) {
                System.out.println("Heartbeat is stopped on this machine.");
            } else {
                System.err.println("cl_status: ERROR: Cannot signon with heartbeat");
                System.err.println("cl_status: ERROR: REASON: " + Failures.text(e));
            }
            return 1;
        }
        return new ClStatus(status).answer(command, args.subList(Math.min(1, args.size()), args.size()));
    }

    private int answer(String command, List<String> args) {
        List<String> words = args.stream().filter(arg -> !arg.startsWith("-")).toList();
        return switch (command) {
            case "hbstatus" -> say("Heartbeat is running on this machine.");
            case "listnodes" -> listNodes(args);
            case "nodestatus" -> words.size() == 1 ? nodeStatus(words.get(0)) : usage(command + " NODE");
            case "nodetype" -> words.size() == 1 ? nodeType(words.get(0)) : usage(command + " NODE");
            case "nodeweight" -> words.size() == 1 ? known(words.get(0), "100") : usage(command + " NODE");
            case "nodesite" -> words.size() == 1 ? known(words.get(0), "") : usage(command + " NODE");
            case "listhblinks" -> words.size() == 1 ? links(words.get(0)) : usage(command + " NODE");
            case "hblinkstatus" -> words.size() == 2
                    ? linkStatus(words.get(0), words.get(1))
                    : usage(command + " NODE LINK");
            case "clientstatus" -> clientStatus();
            case "rscstatus" -> resources(args.contains("-m"));
            case "hbparameter" -> args.size() == 2 && args.get(0).equals("-p")
                    ? parameter(args.get(1))
                    : usage(command + " -p NAME");
            default -> usage("[hbstatus|listnodes|nodestatus|nodetype|listhblinks|hblinkstatus|rscstatus|hbparameter]");
        };
    }

    private int say(String line) {
        System.out.println(line);
        return 0;
    }

    private int usage(String text) {
        System.err.println("usage: cl_status " + text);
        return PARAMETER_ERROR;
    }

    private List<String> normalNodes() {
        return List.of(String.valueOf(status.get("node")), String.valueOf(peer().get("name")));
    }

    private List<String> pingNodes() {
        List<String> names = new ArrayList<>();
        if (status.get("pingNodes") instanceof List<?> list) {
            list.forEach(name -> names.add(String.valueOf(name)));
        }
        return names;
    }

    private int listNodes(List<String> args) {
        if (!args.contains("-p")) {
            normalNodes().forEach(this::say);
        }
        if (!args.contains("-n")) {
            pingNodes().forEach(this::say);
        }
        return 0;
    }

    private int nodeStatus(String node) {
        if (node.equalsIgnoreCase(String.valueOf(status.get("node")))) {
            return say("starting".equals(status.get("role")) ? "up" : "active");
        }
        if (node.equalsIgnoreCase(String.valueOf(peer().get("name")))) {
            boolean alive = List.of("up", "late").contains(String.valueOf(peer().get("state")));
            say(alive ? "active" : "dead");
            return alive ? 0 : 1;
        }
        return pingNodes().contains(node) ? say("ping") : wrongNode();
    }

    private int nodeType(String node) {
        if (pingNodes().contains(node)) {
            return say("ping");
        }
        return known(node, "normal");
    }

    private int known(String node, String answer) {
        return normalNodes().stream().anyMatch(node::equalsIgnoreCase) ? say(answer) : wrongNode();
    }

    private int wrongNode() {
        System.err.println("Error. May be due to incorrect node name");
        return PARAMETER_ERROR;
    }

    private int links(String node) {
        if (normalNodes().stream().noneMatch(node::equalsIgnoreCase)) {
            System.err.println("cl_status: ERROR: Cannot start heartbeat link interface walk.");
            System.err.println("cl_status: ERROR: REASON: no node " + node);
            return UNKNOWN;
        }
        linkList().forEach(link -> say("\t" + link.get("name")));
        return 0;
    }

    private int linkStatus(String node, String name) {
        for (Map<?, ?> link : linkList()) {
            if (name.equals(link.get("name")) && normalNodes().stream().anyMatch(node::equalsIgnoreCase)) {
                boolean ours = node.equalsIgnoreCase(String.valueOf(status.get("node")));
                boolean up = ours || List.of("up", "late").contains(String.valueOf(link.get("state")));
                say(up ? "up" : "dead");
                return up ? 0 : 1;
            }
        }
        System.err.println("cl_status: ERROR: Cannot get heartbeat link status");
        System.err.println("cl_status: ERROR: REASON: no link " + name + " to " + node);
        return UNKNOWN;
    }

    private int clientStatus() {
        // There are no API clients beside the daemon itself.
        say("offline");
        return 1;
    }

    private int resources(boolean words) {
        String held = String.valueOf(status.get("resources"));
        return say(words ? "This node is holding " + held + " resources." : held);
    }

    private int parameter(String name) {
        Object value = status.get("parameters") instanceof Map<?, ?> map ? map.get(name) : null;
        return value == null ? PARAMETER_ERROR : say(String.valueOf(value));
    }

    private Map<?, ?> peer() {
        return status.get("peer") instanceof Map<?, ?> map ? map : Map.of();
    }

    private List<Map<?, ?>> linkList() {
        List<Map<?, ?>> links = new ArrayList<>();
        if (status.get("links") instanceof List<?> list) {
            list.forEach(item -> links.add(item instanceof Map<?, ?> map ? map : Map.of()));
        }
        return links;
    }
}
