package org.hadirector.director.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.hadirector.director.lab.LabHost.Role;

/**
 * What a lab looks like: names, addresses, paths. Pure. Addresses are of the documentation networks (RFC 5737) and mean
 * nothing outside the lab's namespaces, so any number of labs stand side by side, told apart by their prefix.
 *
 * @param prefix begins the names of all namespaces of this lab
 * @param dir everything the lab writes lies below it
 * @param timing of both directors
 */
public record LabPlan(String prefix, Path dir, LabTiming timing) {
    /** The prefix when the user names none. */
    public static final String DEFAULT_PREFIX = "lab";

    /** Below this directory a lab is found by its prefix. */
    public static final Path DEFAULT_ROOT = Path.of("/run/ha-director-lab");

    /** The service address: the seed's 211.58.250.6 on the lab's LAN. */
    public static final String VIP = "192.0.2.6";

    /** Where heartbeats go by UDP: heartbeat's own default. */
    public static final int HEARTBEAT_PORT = 694;

    /** The gateway of the LAN, an address on its bridge: a witness that answers ARP and ping. */
    public static final String GATEWAY = "192.0.2.1";

    /** Prefix length of both networks. */
    public static final int PREFIX_LENGTH = 24;

    private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    private static final List<LabHost> HOSTS = List.of(
            new LabHost("ha1", Role.DIRECTOR, "192.0.2.11", "198.51.100.1"),
            new LabHost("ha2", Role.DIRECTOR, "192.0.2.12", "198.51.100.2"),
            new LabHost("rs1", Role.REAL_SERVER, "192.0.2.25", ""),
            new LabHost("rs2", Role.REAL_SERVER, "192.0.2.27", ""),
            new LabHost("client", Role.CLIENT, "192.0.2.100", ""));

    /** @throws IllegalArgumentException when the prefix is not a plain lower-case word of at most 32 characters */
    public LabPlan {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "lab name " + prefix + ": use 1-32 lower-case letters, digits and dashes, beginning with a letter");
        }
        if (!dir.isAbsolute() || dir.getNameCount() < 2) {
            throw new IllegalArgumentException("lab directory " + dir
                    + ": use an absolute path with at least two parts; it is deleted at the end");
        }
    }

    /** The directory of a lab that was not given one. */
    public static Path defaultDir(String prefix) {
        return DEFAULT_ROOT.resolve(prefix);
    }

    public List<LabHost> hosts() {
        return HOSTS;
    }

    /** The hosts of one role, in order. */
    public List<LabHost> hosts(Role role) {
        return HOSTS.stream().filter(host -> host.role() == role).toList();
    }

    /**
     * The host of that name.
     *
     * @throws IllegalArgumentException when the lab has none
     */
    public LabHost host(String name) {
        return HOSTS.stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no host " + name + " in the lab; there are: "
                        + String.join(", ", HOSTS.stream().map(LabHost::name).toList())));
    }

    /** The other director. */
    public LabHost peerOf(LabHost director) {
        return hosts(Role.DIRECTOR).stream()
                .filter(host -> !host.equals(director))
                .findFirst()
                .orElseThrow();
    }

    public String namespace(LabHost host) {
        return prefix + "-" + host.name();
    }

    /** The namespace of the wires: the LAN's bridge br0 and the heartbeat cable's middle br1. */
    public String lanNamespace() {
        return prefix + "-lan";
    }

    /** All namespaces, in the order in which they are made. */
    public List<String> namespaces() {
        List<String> names = new ArrayList<>(List.of(lanNamespace()));
        HOSTS.forEach(host -> names.add(namespace(host)));
        return List.copyOf(names);
    }

    public Path hostDir(LabHost host) {
        return dir.resolve(host.name());
    }

    /** {@code --config} of a director. */
    public Path configDir(LabHost host) {
        return hostDir(host).resolve("ha.d");
    }

    /** {@code --run} of a director. */
    public Path runDir(LabHost host) {
        return hostDir(host).resolve("run");
    }

    /** {@code --state} of a director. */
    public Path stateDir(LabHost host) {
        return hostDir(host).resolve("state");
    }

    public Path logDir(LabHost host) {
        return hostDir(host).resolve("log");
    }

    /** Where a real server's page lies. */
    public Path wwwDir(LabHost host) {
        return hostDir(host).resolve("www");
    }

    /** The end of the serial cable at a director. */
    public Path serialPort(LabHost host) {
        return dir.resolve("ttyS-" + host.name());
    }

    /** Files that ip-netns(8) puts over those of /etc for commands inside a host's namespace. */
    public Path etcDir(LabHost host) {
        return Path.of("/etc/netns", namespace(host));
    }

    /** The hosts file of every machine of the lab: its names resolve at once and without any name server. */
    public String hostsFile() {
        StringBuilder text = new StringBuilder("127.0.0.1 localhost\n");
        HOSTS.forEach(host ->
                text.append(host.lanAddress()).append(' ').append(host.name()).append('\n'));
        return text.toString();
    }

    /** The record of what was started, by which it is removed. */
    public Path stateFile() {
        return dir.resolve("lab.json");
    }

    /** The page that a real server shows: the seed's check wants "Test Page" in it. */
    public static String page(LabHost host) {
        return "<html><head><title>Test Page</title></head><body>Test Page of " + host.name() + "</body></html>\n";
    }
}
