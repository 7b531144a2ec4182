package org.hadirector.director.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.linux.Commands;

/**
 * A network behind the directors of a lab, at their eth2: rs1 is there alone, with the moving inside address as its
 * gateway; rs2 stays on the LAN and unwraps IP in IP. A lab of this kind is masqueraded and tunnelled into.
 */
final class LabInside {
    static final String GATEWAY = "10.20.30.1";
    static final String MASQUERADED = "10.20.30.25";
    static final String TUNNELLED = "192.0.2.27";

    /** A web server of rs1 that listens on IPv6. */
    private static final int PORT6 = 8086;

    static final String VIP6 = "2001:db8:6::6";
    private static final String CLIENT6 = "2001:db8:6::100";
    private static final String GATEWAY6 = "fd00:20:30::1";
    private static final String MASQUERADED6 = "fd00:20:30::25";

    private static final String DECAPSULATE =
            """
            import fcntl, os, socket, struct
            tun = os.open("/dev/net/tun", os.O_RDWR)
            fcntl.ioctl(tun, 0x400454ca, struct.pack("16sH22x", b"tun0", 0x1001))
            os.system("ip link set tun0 up; echo 0 > /proc/sys/net/ipv4/conf/all/rp_filter;"
                      " echo 0 > /proc/sys/net/ipv4/conf/tun0/rp_filter")
            outer = socket.socket(socket.AF_INET, socket.SOCK_RAW, 4)
            print("ready", flush=True)
            while True:
                packet = outer.recv(65535)
                os.write(tun, packet[(packet[0] & 15) * 4:])
            """;

    private LabInside() {}

    /** Changes a lab whose directors do not run yet; the processes end with its namespaces. */
    static void build(Lab lab) throws IOException {
        LabPlan plan = lab.plan();
        String lan = plan.lanNamespace();
        ip(lan, "link add br2 type bridge");
        ip(lan, "link set br2 up");
        for (String[] end : new String[][] {{"ha1", "11"}, {"ha2", "12"}, {"rs1", "25"}}) {
            String namespace = plan.namespace(plan.host(end[0]));
            ip(lan, "link add in-" + end[0] + " type veth peer name eth2 netns " + namespace);
            ip(lan, "link set in-" + end[0] + " master br2 up");
            ip(namespace, "addr add 10.20.30." + end[1] + "/24 dev eth2");
            ip(namespace, "addr add fd00:20:30::" + end[1] + "/64 dev eth2 nodad");
            ip(namespace, "link set eth2 up");
        }
        String client = plan.namespace(plan.host("client"));
        ip(client, "addr add " + CLIENT6 + "/64 dev eth0 nodad");
        for (String director : List.of("ha1", "ha2")) {
            String namespace = plan.namespace(plan.host(director));
            ip(namespace, "addr add 2001:db8:6::1" + director.charAt(2) + "/64 dev eth0 nodad");
        }
        String masqueraded = plan.namespace(plan.host("rs1"));
        ip(masqueraded, "link set eth0 down");
        ip(masqueraded, "addr del " + LabPlan.VIP + "/32 dev lo");
        ip(masqueraded, "route add default via " + GATEWAY);
        ip(masqueraded, "-6 route add default via " + GATEWAY6);
        LabHost rs1 = plan.host("rs1");
        python(lab, rs1, "-m", "http.server", "--bind", "::", "--directory", plan.wwwDir(rs1) + "", "" + PORT6);
        decapsulate(lab, plan.host("rs2"));
        configure(plan);
    }

    /** The far end of the tunnels, on a kernel that need not have tunnel devices. */
    private static void decapsulate(Lab lab, LabHost host) throws IOException {
        Path script = lab.plan().hostDir(host).resolve("decapsulate.py");
        Files.writeString(script, DECAPSULATE);
        Process process = python(lab, host, script.toString());
        if (!"ready".equals(process.inputReader().readLine())) {
            process.destroyForcibly();
            throw new IOException("the tunnel's end on " + host.name() + " does not start");
        }
    }

    private static Process python(Lab lab, LabHost host, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("python3"));
        command.addAll(List.of(words));
        return new ProcessBuilder(lab.inside(host, command))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void configure(LabPlan plan) throws IOException {
        for (LabHost director : plan.hosts(LabHost.Role.DIRECTOR)) {
            Path dir = plan.configDir(director);
            Files.writeString(
                    dir.resolve("haresources"),
                    "ha1 IPaddr::%s/24/eth0 IPaddr::%s/24/eth2 IPv6addr::%s/64/eth0 IPv6addr::%s/64/eth2 ldirectord\n"
                            .formatted(LabPlan.VIP, GATEWAY, VIP6, GATEWAY6));
            Files.writeString(
                    dir.resolve("director.yaml"),
                    "direct: [eth1]\nmarks:\n  - -d " + LabPlan.VIP + " -p tcp --dports 8081,8082 --set-mark 7\n");
            String check = "\tcheckport=80\n\tservice=http\n\trequest=\"index.html\"\n\treceive=\"Test Page\"\n"
                    + "\tscheduler=rr\n";
            Files.writeString(
                    dir.resolve("conf/ldirectord.cf"),
                    """
                    logfile=%s
                    checktimeout=3
                    checkinterval=1
                    virtual=%s:80
                    \treal=%s:80 masq
                    \treal=%s:80 ipip
                    %s\tprotocol=tcp
                    virtual=7
                    \treal=%s:80 masq
                    %svirtual6=[%s]:80
                    \treal6=[%s]:8086 masq
                    %s\tprotocol=tcp
                    """
                            .formatted(
                                    plan.logDir(director).resolve("ldirectord.log"),
                                    LabPlan.VIP,
                                    MASQUERADED,
                                    TUNNELLED,
                                    check,
                                    MASQUERADED,
                                    check,
                                    VIP6,
                                    MASQUERADED6,
                                    check.replace("checkport=80", "checkport=8086")));
        }
    }

    private static void ip(String namespace, String words) throws IOException {
        Commands.run(("ip -n " + namespace + " " + words).split(" "));
    }
}
