package org.hadirector.resource.config;

import java.util.List;

/**
 * One resource of a haresources line.
 *
 * @param script the agent's name, such as {@code IPaddr}
 * @param args its arguments, possibly empty
 * @param written as it stands in the file ({@code 10.0.0.1}, {@code IPaddr::10.0.0.1/24}); heartbeat's name for it
 * @param line 1-based line of the file
 */
public record ResourceSpec(String script, List<String> args, String written, int line) {
    public ResourceSpec {
        args = List.copyOf(args);
    }

    /** {@code script::arg::arg}, the shorthand of addresses written out. */
    public String name() {
        return args.isEmpty() ? script : script + "::" + String.join("::", args);
    }
}
