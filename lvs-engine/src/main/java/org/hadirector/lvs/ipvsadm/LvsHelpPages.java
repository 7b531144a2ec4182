package org.hadirector.lvs.ipvsadm;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The help pages of {@code director lvs}: they say the same whether an engine runs or not, so no engine is asked for
 * them. The program ipvsadm is different: without IPVS it does not even explain itself.
 */
public final class LvsHelpPages {
    private static final List<String> HELP = List.of("-h", "--help", "help");
    private static final String STATUS =
            """
            Usage: director lvs status
            What runs the engine, and its counters, a line each.
            """;

    private LvsHelpPages() {}

    /**
     * The page that these words ask for.
     *
     * @param words of {@code director lvs WORDS…}; a word for help counts as the first one, or right behind one of our
     *     own words ({@code status}, {@code proc}, {@code sysctl}, {@code mark})
     * @param own the page of {@code director lvs} itself, which ipvsadm's follows
     * @return empty when they ask for something else
     */
    public static Optional<String> of(List<String> words, Supplier<String> own) {
        if (words.isEmpty()) {
            return Optional.empty();
        }
        if (HELP.contains(words.get(0))) {
            return Optional.of(own.get() + "\n" + IpvsadmCommand.usage());
        }
        if (words.size() < 2 || !HELP.contains(words.get(1))) {
            return Optional.empty();
        }
        return switch (words.get(0)) {
            case "status" -> Optional.of(STATUS);
            case "proc" -> Optional.of(ProcCommand.USAGE);
            case "sysctl" -> Optional.of(SysctlCommand.USAGE);
            case "mark" -> Optional.of(MarkCommand.USAGE);
            default -> Optional.empty();
        };
    }
}
