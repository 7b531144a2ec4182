package org.hadirector.resource.check;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hadirector.resource.config.CheckSettings;
import org.hadirector.resource.config.CheckType;
import org.hadirector.resource.config.Endpoint;
import org.hadirector.resource.config.RealLine;
import org.hadirector.resource.config.VirtualBlock;

/**
 * What is checked and how; equal ones are checked once and the result is applied to all virtual services. Weight and
 * failure count are left out on purpose: they do not change the check.
 *
 * @param port the port that is checked, never 0 for checks that need one
 * @param timeoutMs of the check, milliseconds
 * @param cheapTimeoutMs of the connects between two negotiates
 * @param command with {@link CheckType#EXTERNAL} program and arguments, else empty
 */
public record CheckTarget(
        CheckType type,
        int every,
        String service,
        InetAddress address,
        int port,
        String httpMethod,
        String virtualHost,
        String request,
        String receive,
        long timeoutMs,
        long cheapTimeoutMs,
        int pingCount,
        List<String> command,
        long intervalMs) {

    /** The check of one real server of a virtual service. */
    public static CheckTarget of(VirtualBlock virtual, RealLine real) {
        CheckSettings check = virtual.check();
        boolean udp = virtual.protocol().equals("udp");
        CheckType type = check.type() == CheckType.CONNECT && udp ? CheckType.PING : check.type();
        int port = check.port() != 0 ? check.port() : (real.port() != 0 ? real.port() : real.servicePort());
        if (port == 0) {
            port = check.usualPort();
        }
        if (port == 0 && type.needsPort()) {
            type = CheckType.ON;
        }
        boolean negotiates = type == CheckType.NEGOTIATE || type == CheckType.COMBINED;
        return new CheckTarget(
                type,
                check.every(),
                check.service(),
                real.address(),
                port,
                check.httpMethod(),
                check.virtualHost(),
                real.request(),
                real.receive(),
                negotiates ? check.negotiateTimeoutMs() : check.checkTimeoutMs(),
                check.checkTimeoutMs(),
                check.pingCount(),
                type == CheckType.EXTERNAL ? command(virtual, real) : List.of(),
                check.intervalMs());
    }

    private static List<String> command(VirtualBlock virtual, RealLine real) {
        List<String> words =
                new ArrayList<>(List.of(virtual.check().command().strip().split("\\s+")));
        boolean marked = virtual.service().key().isMark();
        words.add(marked ? virtual.id() : virtual.service().key().address().getHostAddress());
        words.add(Integer.toString(virtual.service().key().port()));
        words.add(real.address().getHostAddress());
        words.add(Integer.toString(real.port() == 0 ? real.servicePort() : real.port()));
        return List.copyOf(words);
    }

    InetSocketAddress socketAddress() {
        return new InetSocketAddress(address, port);
    }

    /** For logs: {@code negotiate http 10.0.0.2:80}. */
    @Override
    public String toString() {
        return type.name().toLowerCase(Locale.ROOT) + " " + service + " " + Endpoint.text(address, port);
    }

    // What the compiler makes of a record is put together at its first call, in milliseconds (decisions/0011).
    @Override
    public boolean equals(Object other) {
        return other instanceof CheckTarget it && parts().equals(it.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    private List<Object> parts() {
        return List.of(
                type,
                every,
                service,
                address,
                port,
                httpMethod,
                virtualHost,
                request,
                receive,
                timeoutMs,
                cheapTimeoutMs,
                pingCount,
                command,
                intervalMs);
    }
}
