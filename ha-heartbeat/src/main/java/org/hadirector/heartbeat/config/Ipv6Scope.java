package org.hadirector.heartbeat.config;

import java.net.Inet6Address;
import java.util.OptionalInt;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.heartbeat.config.ConfigProblem.Stage;

/** What is written behind {@code %} in the address of a {@code ucast6} line: it must mean the line's own interface. */
final class Ipv6Scope {
    private final NodeFacts facts;
    private final Problems problems;

    Ipv6Scope(NodeFacts facts, Problems problems) {
        this.facts = facts;
        this.problems = problems;
    }

    /** To be asked of media whose interface is there. */
    void check(Medium.Ucast6 medium) {
        String scope = AddressText.scope(medium.peer()).orElse("0");
        boolean named = AddressText.ipv6(medium.peer())
                .filter(Inet6Address::isLinkLocalAddress)
                .isPresent();
        if (named && scope.equals(medium.interfaceName())) {
            return;
        }
        OptionalInt written = index(scope, named);
        OptionalInt own = facts.interfaceIndex(medium.interfaceName());
        if (written.isEmpty()) {
            refuse(
                    medium,
                    "[" + medium.peer() + "] names no interface behind %",
                    "getaddrinfo([" + medium.peer() + "]:" + medium.port() + "): Name or service not known");
        } else if (written.getAsInt() != 0 && own.isPresent() && !written.equals(own)) {
            String text = "ucast6: index " + own.getAsInt() + " does not match scope id " + written.getAsInt()
                    + " for device " + medium.interfaceName();
            refuse(medium, text, text);
        }
    }

    /** 0: any. Names belong to addresses of one link only, numbers to all: so the library reads them. */
    private OptionalInt index(String scope, boolean named) {
        OptionalInt index = named ? facts.interfaceIndex(scope) : OptionalInt.empty();
        return index.isEmpty() && scope.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(scope)) : index;
    }

    private void refuse(Medium.Ucast6 medium, String text, String words) {
        problems.said(
                Severity.ERROR,
                Stage.READING,
                medium.line(),
                text,
                "leave out % and what follows: the interface stands before the address",
                "ERROR: " + words,
                "WARN: Error creating ucast6_private(" + medium.interfaceName() + ", " + medium.peer() + ")");
    }
}
