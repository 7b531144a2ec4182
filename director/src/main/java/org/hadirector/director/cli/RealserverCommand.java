package org.hadirector.director.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.hadirector.linux.NetlinkInterfaces;
import org.hadirector.linux.Sysctls;
import org.hadirector.takeover.ConfigException;
import org.hadirector.takeover.NetlinkAddressTable;
import org.hadirector.takeover.RealServerCheck;
import org.hadirector.takeover.RealServerSetup;
import org.hadirector.takeover.VipArgument;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code director realserver}: makes this machine a real server for direct routing; needs no daemon. */
@Command(
        name = "realserver",
        mixinStandardHelpOptions = true,
        description = "Let this machine serve a VIP behind a director (direct routing): VIP on lo, no ARP for it.",
        footer = {
            "",
            "A server behind a tunnel needs this as well, and unwraps what comes to ADDRESS,",
            "its own:",
            "  ipip  modprobe ipip; ip link set tunl0 up",
            "        IPv6 in IPv4: modprobe sit; ip link set sit0 up",
            "        in IPv6: modprobe ip6_tunnel; ip link set ip6tnl0 up",
            "  gre   modprobe ip_gre; ip link set gre0 up",
            "        with --tun-csum: ip link add gre1 type gre local ADDRESS icsum;",
            "                         ip link set gre1 up",
            "        in IPv6: modprobe ip6_gre; ip link set ip6gre0 up",
            "  gue   modprobe fou; ip fou add port PORT gue; and what ipip needs",
            "net.ipv4.conf.all.rp_filter and that of the tunnel's device must not be 1.",
            "On the way there packets are longer by 20 (ipip), 24 (gre; 28 with checksum) or",
            "32 (gue) bytes, in IPv6 by 20 more: either the MTU between director and server",
            "allows for that, or clients are told to send shorter ones.",
            "",
            "Exit codes: 0 done, or all well; 1 failed, or a condition does not hold; 2 wrong usage."
        })
final class RealserverCommand implements Callable<Integer> {
    /** What to do. */
    enum Verb {
        START,
        STOP,
        CHECK
    }

    @Parameters(index = "0", description = "start, stop or check")
    Verb verb;

    @Parameters(index = "1", paramLabel = "VIP")
    String vip;

    @Option(
            names = "--device",
            paramLabel = "IF",
            description = "the interface towards the director; found if left out")
    String device;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, ConfigException {
        InetAddress address = VipArgument.parse(vip).address();
        Path remembered = Directories.of(spec).state().resolve("realserver");
        try (NetlinkAddressTable table = NetlinkAddressTable.open();
                NetlinkInterfaces interfaces = NetlinkInterfaces.open()) {
            RealServerSetup setup = new RealServerSetup(table, interfaces, Sysctls.ofKernel(), remembered);
            switch (verb) {
                case START -> setup.start(address, device);
                case STOP -> setup.stop(address);
                case CHECK -> {
                    return report(setup.check(address, device));
                }
                default -> throw new IllegalStateException("verb " + verb);
            }
        }
        return 0;
    }

    private static int report(List<RealServerCheck.Condition> conditions) {
        int failed = 0;
        for (RealServerCheck.Condition condition : conditions) {
            String found = condition.found().isEmpty() ? "" : " (" + condition.found() + ")";
            String remedy = condition.remedy().isEmpty() ? "" : " — " + condition.remedy();
            System.out.println((condition.ok() ? "ok      " : "FAILED  ") + condition.what() + found + remedy);
            failed += condition.ok() ? 0 : 1;
        }
        return failed == 0 ? 0 : 1;
    }
}
