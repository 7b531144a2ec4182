package org.hadirector.resource.config;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One resource of a haresources line.
 *
 * @param script the agent's name, such as {@code IPaddr}
 * @param args its arguments, possibly empty
 * @param written as it stands in the file ({@code 10.0.0.1}, {@code IPaddr::10.0.0.1/24}); heartbeat's name for it
 * @param line 1-based line of the file
 */
public record ResourceSpec(String script, List<String> args, String written, int line) {
    private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+(/.*)?");
    private static final Pattern SIX = Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(/.*)?");
    private static final String SEPARATOR = "::";
    private static final Set<String> ADDRESS_AGENTS = Set.of("IPaddr", "IPaddr2", "IPv6addr");

    public ResourceSpec {
        args = List.copyOf(args);
    }

    /**
     * What a word of haresources stands for, whether or not there is such an agent: {@code script::arg::arg}, or an
     * address, for which {@code IPaddr} need not be written.
     *
     * @param line 1-based line of the file, 0 when it stands in none
     */
    public static ResourceSpec parse(String written, int line) {
        if (ADDRESS.matcher(written).matches() || SIX.matcher(written).matches()) {
            return new ResourceSpec("IPaddr", List.of(written), written, line);
        }
        String[] parts = written.split(SEPARATOR, -1);
        return new ResourceSpec(parts[0], arguments(written, parts), written, line);
    }

    /**
     * What stands behind the script. An IPv6 address has the separator within it: heartbeat tears it apart, so that
     * there zeros had to be written out; here the whole rest is the address of an agent that wants one.
     */
    private static List<String> arguments(String written, String[] parts) {
        if (isAddressAgent(parts[0]) && parts.length > 1) {
            String rest = written.substring(parts[0].length() + SEPARATOR.length());
            if (SIX.matcher(rest).matches()) {
                return List.of(rest);
            }
        }
        // The original loses empty arguments when its shell splits the words again.
        return Arrays.stream(parts).skip(1).filter(arg -> !arg.isEmpty()).toList();
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
