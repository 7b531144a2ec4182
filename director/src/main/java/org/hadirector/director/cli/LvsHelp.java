package org.hadirector.director.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Only the entry in the list of commands: {@code lvs} itself is taken before picocli sees it. */
@Command(
        name = "lvs",
        description = "The LVS table of a running daemon or engine, in ipvsadm's words: director lvs -L -n"
                + " (its settings: director lvs sysctl -a)",
        footer = {
            "",
            "director lvs [--socket PATH | --netns NAME] WORDS. NAME is one of ip netns, a",
            "process' number or a file such as /proc/PID/ns/net. The words are ipvsadm's, or",
            "  status                     what runs the engine, and its counters",
            "  proc [FILE]                /proc/net/FILE as the kernel has it: ip_vs,",
            "                             ip_vs_conn, ip_vs_stats ...",
            "  sysctl [NAME[=VALUE] ...]  settings, as net.ipv4.vs.*",
            "  mark add|del|list|save ... firewall marks, in iptables' words",
            "Each of these explains itself: director lvs sysctl --help.",
            "Without an option: HA_DIRECTOR_SOCKET, else the engine or daemon of this",
            "network namespace, else the daemon of the runtime directory if that was named."
        },
        helpCommand = true)
final class LvsHelp implements Runnable {
    /** What {@code director lvs --help} says of its own words, above ipvsadm's. */
    static String page() {
        return Main.commandLine("lvs").getSubcommands().get("lvs").getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    @Override
    public void run() {
        System.err.println("director: give --config, --run and --state before lvs");
    }
}
