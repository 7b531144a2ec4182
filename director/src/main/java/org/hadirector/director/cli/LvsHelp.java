package org.hadirector.director.cli;

import picocli.CommandLine.Command;

/** Only the entry in the list of commands: {@code lvs} itself is taken before picocli sees it. */
@Command(
        name = "lvs",
        description = "The LVS table of a running daemon or engine, in ipvsadm's words: director lvs -L -n"
                + " (its settings: director lvs sysctl -a)",
        helpCommand = true)
final class LvsHelp implements Runnable {
    @Override
    public void run() {
        System.err.println("director: give --config, --run and --state before lvs");
    }
}
