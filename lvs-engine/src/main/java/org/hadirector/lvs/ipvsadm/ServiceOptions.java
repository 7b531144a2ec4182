package org.hadirector.lvs.ipvsadm;

import java.util.Locale;
import java.util.Map;
import org.hadirector.lvs.model.SchedulerFlag;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.ServiceKey;

/** The options that name a service or a server; how later ones are read depends on the family of earlier ones. */
final class ServiceOptions {
    private static final int MOST_PREFIX = 128;
    private static final long MAX_MARK = 0xffff_ffffL;
    private static final Map<String, SchedulerFlag> FLAGS = Map.of(
            "flag-1", SchedulerFlag.FLAG_1,
            "flag-2", SchedulerFlag.FLAG_2,
            "flag-3", SchedulerFlag.FLAG_3,
            "sh-fallback", SchedulerFlag.FLAG_1,
            "sh-port", SchedulerFlag.FLAG_2,
            "mh-fallback", SchedulerFlag.FLAG_1,
            "mh-port", SchedulerFlag.FLAG_2);

    private final Invocation line;
    private final Endpoints endpoints;

    ServiceOptions(Invocation line, Endpoints endpoints) {
        this.line = line;
        this.endpoints = endpoints;
    }

    void service(String option, String value) throws UsageException {
        if (option.equals("-f") || option.equals("--fwmark-service")) {
            long mark = CommandParser.number(value, 1, MAX_MARK, "invalid fwmark value `" + value + "' specified");
            line.key = ServiceKey.ofMark((int) mark, false);
            line.markGiven = true;
            return;
        }
        int protocol =
                switch (option) {
                    case "-t", "--tcp-service" -> 6;
                    case "-u", "--udp-service" -> 17;
                    default -> 132;
                };
        Endpoints.Endpoint endpoint = endpoints
                .parse(value, protocol)
                .orElseThrow(() -> UsageException.fail("illegal virtual server address[:port] specified"));
        line.key = new ServiceKey(protocol, endpoint.address(), endpoint.port());
        if (line.key.isIpv6()) {
            line.netmask = VirtualService.fullMask(line.key);
        }
    }

    void ipv6() throws UsageException {
        if (!line.markGiven) {
            throw UsageException.fail("-6 used before -f\n");
        }
        line.key = ServiceKey.ofMark(line.key.mark(), true);
        line.netmask = VirtualService.fullMask(line.key);
    }

    void netmask(String value) throws UsageException {
        if (line.key != null && line.key.isIpv6()) {
            line.netmask = Numbers.leading(value);
            if (line.netmask < 1 || line.netmask > MOST_PREFIX) {
                throw UsageException.fail("illegal ipv6 netmask specified");
            }
            return;
        }
        byte[] mask = endpoints
                .ipv4(value)
                .orElseThrow(() -> UsageException.fail("illegal virtual server persistent mask specified"))
                .getAddress();
        line.netmask = java.nio.ByteBuffer.wrap(mask).getInt();
    }

    void server(String value) throws UsageException {
        // Without a service before it no name of a port is known; one of a mark has those of TCP.
        int protocol = line.key == null ? 0 : line.key.isMark() ? PacketView.TCP : line.key.protocol();
        Endpoints.Endpoint endpoint = endpoints
                .parse(value, protocol)
                .orElseThrow(() -> UsageException.fail("illegal real server address[:port] specified"));
        boolean given = endpoint.portGiven() || line.key == null;
        line.server = new Endpoints.Endpoint(endpoint.address(), given ? endpoint.port() : line.key.port(), given);
    }

    /** Understood once the whole line is read: they are checked against the scheduler, which may be named later. */
    void flags(String value) throws UsageException {
        if (!value.isEmpty() && value.chars().allMatch(c -> c == ',')) {
            throw UsageException.fail("invalid scheduler flag `" + value + "'"); // the original dies of it
        }
        for (String name : value.split(",")) {
            if (name.isEmpty()) {
                continue;
            }
            SchedulerFlag flag = FLAGS.get(name);
            if (flag == null) {
                throw UsageException.fail("invalid scheduler flag `" + name + "'");
            }
            if (!name.startsWith("flag-") && !name.startsWith(line.scheduler + "-")) {
                throw UsageException.fail("incompatible scheduler flag `" + name + "'");
            }
            line.flags.add(flag);
        }
    }

    /** The name of a flag with this scheduler; the third of the two that give their own names is not shown. */
    static String name(SchedulerFlag flag, String scheduler) {
        if (scheduler.equals("sh") || scheduler.equals("mh")) {
            return switch (flag) {
                case FLAG_1 -> scheduler + "-fallback";
                case FLAG_2 -> scheduler + "-port";
                case FLAG_3 -> "";
            };
        }
        return flag.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
