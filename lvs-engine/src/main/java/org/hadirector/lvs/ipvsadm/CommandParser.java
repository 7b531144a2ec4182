package org.hadirector.lvs.ipvsadm;

import java.net.InetAddress;
import java.util.List;
import org.hadirector.lvs.engine.LvsControl;
import org.hadirector.lvs.model.ForwardingMethod;

/** Understands one command line, as far as that is possible without the table. */
final class CommandParser {
    private static final int MAX_SECONDS = 31 * 24 * 3600;

    private final Endpoints endpoints;

    CommandParser(NameService names) {
        endpoints = new Endpoints(names);
    }

    /**
     * @param words the arguments, at least one
     * @param inStream whether the line comes from {@code -R}, where another one is refused
     */
    Invocation parse(List<String> words, boolean inStream) throws UsageException {
        Words scanner = new Words(words, Syntax.arguments());
        Invocation line = new Invocation();
        Words.Found first = first(scanner);
        line.command = first == null ? null : Syntax.command(first.name());
        if (line.command == null) {
            throw UsageException.tryHelp();
        }
        if (line.command == Command.HELP || line.command == Command.VERSION) {
            return line;
        }
        if (line.command == Command.START_DAEMON || line.command == Command.STOP_DAEMON) {
            daemonRole(line, first.argument());
        }
        ServiceOptions services = new ServiceOptions(line, endpoints);
        for (Words.Found found = scanner.next(); found != null; found = scanner.next()) {
            option(line, services, found);
        }
        List<String> rest = scanner.rest();
        if (line.command == Command.SET) {
            rest = timeouts(line, rest);
        }
        if (!rest.isEmpty()) {
            throw UsageException.fail("unexpected argument " + rest.get(0));
        }
        services.flags(line.flagNames);
        check(line);
        if (inStream && line.command == Command.RESTORE) {
            throw UsageException.tryHelp(); // what else is wrong with it is told before
        }
        return line;
    }

    private static Words.Found first(Words scanner) throws UsageException {
        try {
            return scanner.next();
        } catch (UsageException e) {
            throw UsageException.tryHelp();
        }
    }

    private static void daemonRole(Invocation line, String role) throws UsageException {
        if (!role.equals("master") && !role.equals("backup")) {
            throw UsageException.fail(
                    line.command == Command.START_DAEMON
                            ? "illegal start-daemon parameter specified"
                            : "illegal start_daemon specified");
        }
        line.daemonRole = role;
    }

    private static void option(Invocation line, ServiceOptions services, Words.Found found) throws UsageException {
        if (found.name().equals(Syntax.SORT)) {
            return;
        }
        if (found.name().equals("-6") || found.name().equals("--ipv6")) {
            services.ipv6();
            return;
        }
        Option option = Syntax.option(found.name());
        if (option == null) {
            throw UsageException.fail("invalid option `" + found.word() + "'");
        }
        if (!line.options.add(option)) {
            throw UsageException.fail("multiple '" + option.text() + "' options specified");
        }
        String value = found.argument();
        switch (option) {
            case SERVICE -> services.service(found.name(), value);
            case SCHEDULER -> line.scheduler = value;
            case PERSISTENT -> line.persistentSeconds = value == null ? 360 : seconds(value, 1);
            case NETMASK -> services.netmask(value);
            case ENGINE -> line.engine = value;
            case FLAGS -> line.flagNames = value;
            case OPS -> line.onePacket = true;
            case SERVER -> services.server(value);
            case FORWARD -> line.method = method(found.name());
            case WEIGHT -> line.weight = (int) number(value, 0, Integer.MAX_VALUE, "illegal weight specified");
            case UPPER -> line.upper = number(value, 0, Integer.MAX_VALUE, "illegal u_threshold specified");
            case LOWER -> line.lower = number(value, 0, Integer.MAX_VALUE, "illegal l_threshold specified");
            case TUN_TYPE -> line.tunnelType = TunnelOptions.type(value);
            case TUN_PORT -> line.tunnelPort = (int) number(value, 1, 65_535, "illegal tunnel port specified");
            case SYNCID -> number(value, 0, 255, "illegal syncid specified");
            case SYNC_MAXLEN -> number(value, 1, 65_507, "illegal sync-maxlen specified");
            case MCAST_PORT -> number(value, 1, 65_535, "illegal mcast-port specified");
            case MCAST_TTL -> number(value, 1, 255, "illegal mcast-ttl specified");
            case MCAST_GROUP -> multicast(value);
            default -> {
                // the option itself says everything
            }
        }
    }

    private static void multicast(String group) throws UsageException {
        boolean ipv6 = group.contains(":");
        boolean literal = ipv6 || group.matches("\\d{1,3}(\\.\\d{1,3}){3}");
        if (!literal
                || !Endpoints.numeric(group)
                        .filter(InetAddress::isMulticastAddress)
                        .isPresent()) {
            throw UsageException.fail("invalid IPv" + (ipv6 ? 6 : 4) + " mcast-group `" + group + "'");
        }
    }

    private static ForwardingMethod method(String name) {
        return switch (name) {
            case "-m", "--masquerading" -> ForwardingMethod.MASQUERADE;
            case "-i", "--ipip" -> ForwardingMethod.TUNNEL;
            default -> ForwardingMethod.DIRECT_ROUTE;
        };
    }

    private static List<String> timeouts(Invocation line, List<String> rest) throws UsageException {
        if (rest.size() < 3) {
            throw UsageException.fail("--set option requires 3 timeout values");
        }
        line.timeouts =
                new LvsControl.Timeouts(seconds(rest.get(0), 0), seconds(rest.get(1), 0), seconds(rest.get(2), 0));
        return rest.subList(3, rest.size());
    }

    private static int seconds(String text, int least) throws UsageException {
        return (int) number(text, least, MAX_SECONDS, "invalid timeout value `" + text + "' specified");
    }

    static long number(String text, long least, long most, String otherwise) throws UsageException {
        return Numbers.parse(text, least, most).orElseThrow(() -> UsageException.fail(otherwise));
    }

    private static void check(Invocation line) throws UsageException {
        line.command.check(line.options);
        if (line.command == Command.ADD_SERVICE || line.command == Command.EDIT_SERVICE) {
            if (!line.key.isMark() && line.key.port() == 0 && line.persistentSeconds == 0) {
                throw UsageException.fail("Zero port specified for non-persistent service");
            }
            if (line.onePacket && !line.key.isMark() && line.key.protocol() != 17) {
                throw UsageException.fail("One-Packet Scheduling is only for UDP virtual services");
            }
        }
        if (line.command == Command.ADD_SERVER || line.command == Command.EDIT_SERVER) {
            if (line.server.isIpv6() != line.key.isIpv6() && line.method != ForwardingMethod.TUNNEL) {
                throw UsageException.fail("Different address family is allowed only for tunneling servers");
            }
            TunnelOptions.check(line);
        }
        boolean other = line.has(Option.CONNECTION) || line.has(Option.TIMEOUT) || line.has(Option.DAEMON);
        boolean columns = line.has(Option.STATS) || line.has(Option.RATE) || line.has(Option.THRESHOLDS);
        boolean templates = line.has(Option.PERSISTENT_CONN) && !line.has(Option.CONNECTION);
        if (line.command == Command.LIST && other && (columns || templates)) {
            throw UsageException.fail("options conflicts in the list command");
        }
    }
}
