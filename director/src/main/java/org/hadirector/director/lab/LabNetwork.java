package org.hadirector.director.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * The ip(8) commands that make the lab's network, and those that cut and mend its cables. Pure: the commands are data.
 *
 * <pre>
 *   PREFIX-lan   br0 (gateway) --- ha1 ha2 rs1 rs2 client      each the far end of a host's eth0
 *                br1           --- hb-ha1 hb-ha2               each the far end of a director's eth1
 * </pre>
 *
 * The heartbeat cable runs through a bridge of its own, so that pulling it takes the carrier from both ends without
 * touching the state that the nodes themselves gave to their interfaces.
 */
public final class LabNetwork {
    private final LabPlan plan;

    public LabNetwork(LabPlan plan) {
        this.plan = plan;
    }

    /** Everything from nothing to a working network, each command as its words. */
    public List<List<String>> commands() {
        List<List<String>> commands = new ArrayList<>();
        for (String namespace : plan.namespaces()) {
            commands.add(List.of("ip", "netns", "add", namespace));
            commands.add(ip(namespace, "link set lo up"));
        }
        String lan = plan.lanNamespace();
        commands.add(ip(lan, "link add br0 type bridge"));
        commands.add(ip(lan, "addr add " + LabPlan.GATEWAY + "/" + LabPlan.PREFIX_LENGTH + " dev br0"));
        commands.add(ip(lan, "link set br0 up"));
        commands.add(ip(lan, "link add br1 type bridge"));
        commands.add(ip(lan, "link set br1 up"));
        for (LabHost host : plan.hosts()) {
            cable(commands, host, "eth0", host.name(), "br0", host.lanAddress());
            commands.add(ip(plan.namespace(host), "route add default via " + LabPlan.GATEWAY));
            if (host.hasHeartbeatCable()) {
                cable(commands, host, "eth1", heartbeatPort(host), "br1", host.heartbeatAddress());
            }
        }
        return commands;
    }

    /** Takes the carrier from eth1 of both directors, as a pulled cable does; {@code up} puts it back. */
    public List<List<String>> heartbeatCable(boolean up) {
        return plan.hosts(LabHost.Role.DIRECTOR).stream()
                .map(host -> port(heartbeatPort(host), up))
                .toList();
    }

    /** Pulls or plugs the LAN cable of one host. */
    public List<List<String>> lanCable(LabHost host, boolean up) {
        return List.of(port(host.name(), up));
    }

    /** Divides the LAN between the directors, either of which still has everybody else, or joins it again. */
    public List<List<String>> lanInTwo(boolean divided) {
        return plan.hosts(LabHost.Role.DIRECTOR).stream()
                .map(host -> ip(
                        plan.lanNamespace(),
                        "link set " + host.name() + " type bridge_slave isolated " + (divided ? "on" : "off")))
                .toList();
    }

    private List<String> port(String name, boolean up) {
        return ip(plan.lanNamespace(), "link set " + name + (up ? " up" : " down"));
    }

    private void cable(
            List<List<String>> commands, LabHost host, String device, String port, String bridge, String address) {
        String lan = plan.lanNamespace();
        String namespace = plan.namespace(host);
        commands.add(ip(lan, "link add " + port + " type veth peer name " + device + " netns " + namespace));
        commands.add(ip(lan, "link set " + port + " master " + bridge + " up"));
        commands.add(ip(namespace, "addr add " + address + "/" + LabPlan.PREFIX_LENGTH + " brd + dev " + device));
        commands.add(ip(namespace, "link set " + device + " up"));
    }

    private static String heartbeatPort(LabHost host) {
        return "hb-" + host.name();
    }

    private static List<String> ip(String namespace, String words) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", namespace));
        command.addAll(List.of(words.split(" ")));
        return List.copyOf(command);
    }
}
