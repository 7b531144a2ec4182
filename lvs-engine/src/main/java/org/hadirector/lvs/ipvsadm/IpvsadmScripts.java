package org.hadirector.lvs.ipvsadm;

import java.util.List;

/** The shell scripts that come with ipvsadm: what they make of their words and of standard input. Pure. */
public final class IpvsadmScripts {
    /** The words with which {@code ipvsadm-save} runs ipvsadm, without its {@code -n}. */
    private static final List<String> SAVE = List.of("-S");

    private IpvsadmScripts() {}

    /**
     * What {@code ipvsadm-save} runs ipvsadm with; words that are no options are passed over.
     *
     * @return empty for an option it does not know: it prints {@link #saveHelp} to standard error and exits 1
     */
    public static List<String> save(List<String> args) {
        boolean numeric = false;
        for (String arg : args) {
            if (arg.equals("-n")) {
                numeric = true;
            } else if (arg.startsWith("-")) {
                return List.of();
            }
        }
        return numeric ? List.of("-S", "-n") : SAVE;
    }

    /** @param called the last part of the name it was called by */
    public static String saveHelp(String called) {
        return called + ": Script to save the IPVS table to stdout.\n"
                + "   With the -n option, prints out the table in numeric format.\n";
    }

    /**
     * What {@code ipvsadm-restore} gives to {@code ipvsadm -R}, once all of standard input is read and the table
     * cleared: the lines but for those that begin with a #.
     */
    public static String restoreLines(String stdin) {
        StringBuilder lines = new StringBuilder();
        for (String line : stdin.split("\n")) {
            if (!line.startsWith("#")) {
                lines.append(line).append('\n');
            }
        }
        return lines.toString();
    }
}
