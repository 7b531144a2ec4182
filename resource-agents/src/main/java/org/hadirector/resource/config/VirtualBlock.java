package org.hadirector.resource.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hadirector.lvs.model.VirtualService;

/**
 * A virtual service of ldirectord.cf, all defaults resolved.
 *
 * @param quiescent a server that is down keeps its entry with weight 0 instead of losing it
 * @param cleanStop remove the service when the director stops
 * @param fallback the server used while no real server is up
 * @param fallbackCommand called with {@code start} or {@code stop} when that begins or ends; empty for none
 * @param accepted directives read and checked, but not acted upon by this version
 * @param line 1-based line of the {@code virtual=} line
 */
public record VirtualBlock(
        VirtualService service,
        List<RealLine> reals,
        CheckSettings check,
        boolean quiescent,
        boolean cleanStop,
        Optional<RealLine> fallback,
        String fallbackCommand,
        Map<String, String> accepted,
        int line) {
    public VirtualBlock {
        reals = List.copyOf(reals);
        accepted = Map.copyOf(accepted);
    }

    /** {@code 10.0.0.1:80}, or the firewall mark, as ldirectord names it in most lines. */
    public String id() {
        if (service.key().isMark()) {
            return Integer.toUnsignedString(service.key().mark());
        }
        return Endpoint.text(service.key().address(), service.key().port());
    }

    /** {@code tcp}, {@code udp}, or {@code fwm} for a firewall mark. */
    public String protocol() {
        if (service.key().isMark()) {
            return "fwm";
        }
        return service.key().protocol() == 17 ? "udp" : "tcp";
    }

    // What the compiler makes of a record is put together at its first call, in milliseconds (decisions/0011).
    @Override
    public boolean equals(Object other) {
        return other instanceof VirtualBlock it && parts().equals(it.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    private List<Object> parts() {
        return List.of(service, reals, check, quiescent, cleanStop, fallback, fallbackCommand, accepted, line);
    }
}
