package org.hadirector.director.lab;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.hadirector.linux.Commands;

/**
 * Services of a lab that send everything back (directly routed, TCP, two addresses and IPv6), so that whoever keeps a
 * connection can tell that no byte was lost on it.
 */
final class LabEcho {
    static final int PORT = 7;
    static final String SECOND_VIP = "192.0.2.7";
    static final String VIP6 = "2001:db8:6::6";

    private static final String CLIENT6 = "2001:db8:6::100";
    private static final Path PEER = Path.of("..", "packaging", "lib", "lvs-peer.py");
    private static final int LINE = 300;

    private LabEcho() {}

    /** Changes a lab whose directors do not run yet; the processes end with its namespaces. */
    static void build(Lab lab) throws IOException {
        LabPlan plan = lab.plan();
        ip(plan, "client", "addr add " + CLIENT6 + "/64 dev eth0 nodad");
        for (LabHost director : plan.hosts(LabHost.Role.DIRECTOR)) {
            ip(plan, director.name(), "addr add " + address6(director) + "/64 dev eth0 nodad");
            configure(plan, director);
        }
        for (LabHost server : plan.hosts(LabHost.Role.REAL_SERVER)) {
            ip(plan, server.name(), "addr add " + address6(server) + "/64 dev eth0 nodad");
            ip(plan, server.name(), "addr add " + SECOND_VIP + "/32 dev lo"); // it is quiet about lo's already
            ip(plan, server.name(), "addr add " + VIP6 + "/128 dev lo nodad");
            String peer = PEER.toAbsolutePath().normalize().toString();
            new ProcessBuilder(lab.inside(server, List.of("python3", peer, "serve", server.name(), "" + PORT)))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        }
    }

    /** The last part of the IPv4 address, in a network of IPv6. */
    private static String address6(LabHost host) {
        return "2001:db8:6::" + host.lanAddress().substring(host.lanAddress().lastIndexOf('.') + 1);
    }

    private static void configure(LabPlan plan, LabHost director) throws IOException {
        Path dir = plan.configDir(director);
        Files.writeString(
                dir.resolve("haresources"),
                "ha1 %s %s IPv6addr::%s/64/eth0 ldirectord\n".formatted(LabPlan.VIP, SECOND_VIP, VIP6));
        StringBuilder services = new StringBuilder(Files.readString(dir.resolve("conf/ldirectord.cf")));
        services.append(service(plan, "virtual", LabPlan.VIP));
        services.append(service(plan, "virtual", SECOND_VIP));
        services.append(service(plan, "virtual6", "[" + VIP6 + "]"));
        Files.writeString(dir.resolve("conf/ldirectord.cf"), services);
    }

    private static String service(LabPlan plan, String word, String address) {
        StringBuilder text = new StringBuilder("%s=%s:%d\n".formatted(word, address, PORT));
        for (LabHost server : plan.hosts(LabHost.Role.REAL_SERVER)) {
            String real = word.endsWith("6") ? "[" + address6(server) + "]" : server.lanAddress();
            text.append("\t%s=%s:%d gate\n".formatted(word.replace("virtual", "real"), real, PORT));
        }
        return text + "\tchecktype=on\n\tservice=none\n\tscheduler=rr\n\tprotocol=tcp\n";
    }

    private static void ip(LabPlan plan, String host, String words) throws IOException {
        Commands.run(("ip -n " + plan.namespace(plan.host(host)) + " " + words).split(" "));
    }

    /** A line that is like no other, and its echo. */
    static boolean line(Socket connection, long number) throws IOException {
        byte[] line =
                "%020d%s\n".formatted(number, "=".repeat((int) (number % LINE))).getBytes(StandardCharsets.US_ASCII);
        connection.getOutputStream().write(line);
        byte[] back = connection.getInputStream().readNBytes(line.length);
        if (back.length < line.length) {
            throw new IOException("closed by the server");
        }
        return Arrays.equals(line, back) && connection.getInputStream().available() == 0;
    }
}
