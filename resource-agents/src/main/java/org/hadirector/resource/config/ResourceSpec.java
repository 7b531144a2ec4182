package org.hadirector.resource.config;

import java.util.List;
import java.util.Set;

/**
 * One resource of a haresources line.
 *
 * @param script the agent's name, such as {@code IPaddr}
 * @param args its arguments, possibly empty
 * @param written as it stands in the file ({@code 10.0.0.1}, {@code IPaddr::10.0.0.1/24}); heartbeat's name for it
 * @param line 1-based line of the file
 */
public record ResourceSpec(String script, List<String> args, String written, int line) {
    private static final Set<String> ADDRESS_AGENTS = Set.of("IPaddr", "IPaddr2", "IPv6addr");

    public ResourceSpec {
        args = List.copyOf(args);
    }

    /** Whether the agent of that name moves an address; its one argument is that of {@code VipArgument}. */
    public static boolean isAddressAgent(String script) {
        return ADDRESS_AGENTS.contains(script);
    }

    /** Whether this is a service address. */
    public boolean isAddress() {
        return isAddressAgent(script);
    }

    /** {@code script::arg::arg}, the shorthand of addresses written out. */
    public String name() {
        return args.isEmpty() ? script : script + "::" + String.join("::", args);
    }
}
