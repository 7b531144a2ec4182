package org.hadirector.resource.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hadirector.lvs.model.ForwardingMethod;

/**
 * Reads {@code real=} and {@code fallback=}: {@code host[->host][:port] gate|masq|ipip [weight] ["request", "receive"]
 * [l:N] [u:N]}. Unlike in the original, the options may stand in any order.
 */
final class RealLineReader {
    private static final Pattern LINE = Pattern.compile("(\\S+)(?:\\s+(\\S*)(.*))?");
    private static final Pattern PAIR = Pattern.compile("^\\s+\"([^\"]*)\"(?:\\s*,\\s*|\\s+)\"([^\"]*)\"");
    private static final Pattern THRESHOLD = Pattern.compile("^\\s+([lu]):(\\d{1,9})(?=\\s|$)");
    private static final Pattern WEIGHT = Pattern.compile("^\\s+(\\d{1,9})(?=\\s|$)");
    private static final String WRONG_FORMAT = "invalid address for real server (wrong format)";
    private static final String METHOD_ERROR = "forward method must be gate, masq or ipip";
    private static final int MAX_RANGE = 4096;
    private static final int MAX_WEIGHT = 65535;

    private final NameService names;
    private final Problems problems;

    RealLineReader(NameService names, Problems problems) {
        this.names = names;
        this.problems = problems;
    }

    /**
     * What a real line shares with the block it stands in.
     *
     * @param marked whether the service is that of a firewall mark: it has no port, each server keeps its own
     */
    record Context(boolean six, boolean marked, int servicePort, String protocol, String request, String receive) {
        int servicePort(int ownPort) {
            return marked ? ownPort : servicePort;
        }
    }

    /** The servers of the line, several for a range; none when it is wrong. */
    List<RealLine> real(Directive directive, Context context) {
        Matcher line = LINE.matcher(directive.value());
        if (!line.matches()) {
            problems.error(directive.line(), WRONG_FORMAT, "write host:port gate|masq|ipip");
            return List.of();
        }
        String where = line.group(1);
        int arrow = where.indexOf("->");
        HostPort first = HostPort.split(arrow < 0 ? where : where.substring(0, arrow));
        HostPort last = arrow < 0 ? first : HostPort.split(where.substring(arrow + 2));
        boolean malformed = first == null
                || last == null
                || where.endsWith(",")
                || arrow >= 0 && first.port() != null
                || line.group(2) == null;
        if (malformed) {
            problems.error(directive.line(), WRONG_FORMAT, "write host:port gate|masq|ipip");
            return List.of();
        }
        Optional<ForwardingMethod> method = method(line.group(2));
        if (method.isEmpty()) {
            problems.error(directive.line(), METHOD_ERROR, "name the method behind the address");
            return List.of();
        }
        Options options = options(directive, line.group(3));
        int port = port(directive, last, context);
        List<InetAddress> addresses = addresses(directive, first, last, context.six(), arrow >= 0);
        if (options == null || port < 0) {
            return List.of();
        }
        List<RealLine> result = new ArrayList<>();
        for (InetAddress address : addresses) {
            result.add(new RealLine(
                    address,
                    port,
                    context.servicePort(port),
                    method.get(),
                    options.weight,
                    options.upper,
                    options.lower,
                    options.request == null ? context.request() : options.request,
                    options.receive == null ? context.receive() : options.receive,
                    directive.line()));
        }
        return result;
    }

    /** The fallback server, or nothing when it is wrong or empty. */
    Optional<RealLine> fallback(Directive directive, Context context) {
        String[] words = directive.value().split("\\s+");
        if (directive.value().isEmpty()) {
            return Optional.empty();
        }
        Optional<ForwardingMethod> method =
                words.length == 1 ? Optional.of(ForwardingMethod.DIRECT_ROUTE) : method(words[1]);
        if (words.length > 2 || method.isEmpty()) {
            problems.error(directive.line(), METHOD_ERROR, "write fallback=host:port gate|masq|ipip, and nothing more");
            return Optional.empty();
        }
        HostPort where = HostPort.split(words[0]);
        Optional<InetAddress> address = where == null ? Optional.empty() : where.address(names, context.six());
        if (address.isEmpty()) {
            problems.error(
                    directive.line(),
                    "invalid IPv" + (context.six() ? 6 : 4) + " address or could not resolve for fallback server: "
                            + (where == null ? words[0] : where.host()),
                    "write an address, or a name this machine can resolve");
            return Optional.empty();
        }
        OptionalInt port =
                where.port() == null ? OptionalInt.of(context.servicePort()) : where.number(names, context.protocol());
        if (port.isEmpty()) {
            problems.error(directive.line(), "invalid port for fallback server", "write a number from 1 to 65535");
            return Optional.empty();
        }
        return Optional.of(new RealLine(
                address.get(),
                port.getAsInt(),
                context.servicePort(port.getAsInt()),
                method.get(),
                1,
                0,
                0,
                "",
                "",
                directive.line()));
    }

    private static Optional<ForwardingMethod> method(String word) {
        return switch (word) {
            case "gate" -> Optional.of(ForwardingMethod.DIRECT_ROUTE);
            case "masq" -> Optional.of(ForwardingMethod.MASQUERADE);
            case "ipip" -> Optional.of(ForwardingMethod.TUNNEL);
            default -> Optional.empty();
        };
    }

    private int port(Directive directive, HostPort where, Context context) {
        if (where.port() == null) {
            return 0;
        }
        OptionalInt port = where.number(names, context.protocol());
        if (port.isEmpty()) {
            problems.error(
                    directive.line(),
                    "invalid port (" + where.port() + ") for real server (could not resolve port)",
                    "write a number from 1 to 65535 or a name of /etc/services");
            return -1;
        }
        return port.getAsInt();
    }

    private List<InetAddress> addresses(
            Directive directive, HostPort first, HostPort last, boolean six, boolean range) {
        Optional<InetAddress> from = resolve(directive, first, six);
        if (!range) {
            return from.map(List::of).orElse(List.of());
        }
        if (six) {
            problems.error(
                    directive.line(), "Address range for IPv6 is not supported yet", "write one line per server");
            return List.of();
        }
        Optional<InetAddress> to = resolve(directive, last, false);
        if (from.isEmpty() || to.isEmpty()) {
            return List.of();
        }
        long count = (Addresses.toInt(to.get()) & 0xffffffffL) - (Addresses.toInt(from.get()) & 0xffffffffL) + 1;
        if (count < 1 || count > MAX_RANGE) {
            problems.error(
                    directive.line(),
                    "invalid address range: " + (count < 1 ? "the first is greater than the last" : count + " servers"),
                    "write FIRST->LAST with at most " + MAX_RANGE + " addresses");
            return List.of();
        }
        List<InetAddress> result = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            result.add(Addresses.fromInt(Addresses.toInt(from.get()) + i));
        }
        return result;
    }

    private Optional<InetAddress> resolve(Directive directive, HostPort where, boolean six) {
        Optional<InetAddress> address = where.address(names, six);
        if (address.isEmpty()) {
            problems.error(
                    directive.line(),
                    "invalid address (" + where.host() + ") for real server (could not resolve host)",
                    "write an address, or a name this machine can resolve");
        }
        return address;
    }

    private static final class Options {
        private int weight = 1;
        private long upper;
        private long lower;
        private String request;
        private String receive;
    }

    private Options options(Directive directive, String text) {
        Options options = new Options();
        String rest = text.stripTrailing();
        while (!rest.isBlank()) {
            Matcher weight = WEIGHT.matcher(rest);
            Matcher pair = PAIR.matcher(rest);
            Matcher threshold = THRESHOLD.matcher(rest);
            if (weight.find()) {
                options.weight = Integer.parseInt(weight.group(1));
                rest = rest.substring(weight.end());
            } else if (pair.find()) {
                options.request = pair.group(1);
                options.receive = pair.group(2);
                rest = rest.substring(pair.end());
            } else if (threshold.find()) {
                long value = Long.parseLong(threshold.group(2));
                if (threshold.group(1).equals("l")) {
                    options.lower = value;
                } else {
                    options.upper = value;
                }
                rest = rest.substring(threshold.end());
            } else {
                problems.error(
                        directive.line(),
                        "Invalid real server line, around \"" + rest + "\"",
                        "after the method: weight, \"request\", \"receive\", l:N, u:N");
                return null;
            }
        }
        return valid(directive, options) ? options : null;
    }

    private boolean valid(Directive directive, Options options) {
        if (options.weight > MAX_WEIGHT) {
            problems.error(directive.line(), "weight " + options.weight + " is too great", "at most " + MAX_WEIGHT);
            return false;
        }
        if (options.lower > 0 && options.lower > options.upper) {
            problems.error(
                    directive.line(),
                    "lower threshold l:" + options.lower + " is greater than u:" + options.upper,
                    "write u:N as well, greater than l:N (IPVS refuses it otherwise)");
            return false;
        }
        return true;
    }
}
