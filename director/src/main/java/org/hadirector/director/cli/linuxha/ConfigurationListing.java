package org.hadirector.director.cli.linuxha;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hadirector.director.config.ParameterTable;
import org.hadirector.heartbeat.config.Directive;
import org.hadirector.heartbeat.config.HaCf;

/** What {@code heartbeat -v} prints: ha.cf with the defaults filled in, before anything is started. */
final class ConfigurationListing {
    private static final Map<String, String> MEDIA = Map.of(
            "bcast", "UDP/IP broadcast",
            "mcast", "UDP/IP multicast",
            "ucast", "UDP/IP unicast",
            "serial", "serial ring",
            "ping", "ping membership",
            "ping_group", "ping group membership");

    private ConfigurationListing() {}

    static String of(String node, HaCf haCf) {
        StringBuilder text = new StringBuilder();
        text.append("#\n#\tLinux-HA heartbeat configuration (on ")
                .append(node)
                .append(")\n#\n\n#")
                .append("-".repeat(51))
                .append("\n#\n#\tHA configuration and status\n#\n")
                .append(ParameterTable.listing(haCf))
                .append("#\n#\tHA Cluster nodes:\n#\n");
        for (String member : members(haCf)) {
            text.append("node ").append(member).append("\t#\t current status: init\n");
        }
        text.append("#\n#\tCommunications media:\n");
        for (Directive directive : haCf.directives()) {
            if (MEDIA.containsKey(directive.name())) {
                media(directive, text);
            }
        }
        return text.append('#').append("-".repeat(51)).append('\n').toString();
    }

    /** Each interface of a bcast line and each address of a ping line is a medium of its own. */
    private static void media(Directive directive, StringBuilder text) {
        List<String> values = directive.values();
        boolean several = List.of("bcast", "serial", "ping").contains(directive.name());
        for (String value : several ? values : values.subList(0, Math.min(1, values.size()))) {
            text.append("#\n# ")
                    .append(MEDIA.get(directive.name()))
                    .append(" heartbeat channel -------------\n")
                    .append(directive.name())
                    .append(' ')
                    .append(value)
                    .append('\n');
        }
    }

    /** Nodes, ping nodes and ping groups in the order of the file. */
    static List<String> members(HaCf haCf) {
        List<String> members = new ArrayList<>();
        for (Directive directive : haCf.directives()) {
            switch (directive.name()) {
                case "node" -> directive.values().forEach(name -> members.add(name.toLowerCase(java.util.Locale.ROOT)));
                case "ping" -> members.addAll(directive.values());
                case "ping_group" -> directive.values().stream().findFirst().ifPresent(members::add);
                default -> {}
            }
        }
        return members.stream().distinct().toList();
    }
}
