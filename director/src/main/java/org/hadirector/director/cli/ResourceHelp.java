package org.hadirector.director.cli;

import picocli.CommandLine.Command;

/** Only the entry in the list of commands: {@code resource} itself is taken before picocli sees it. */
@Command(
        name = "resource",
        description = {
            "Groups by hand, in ResourceManager's words: listkeys NODE, allkeys, ourkeys, otherkeys,",
            "status RESOURCE, statgroup KEY, takegroup KEY, givegroup KEY, verifyallidle.",
            "While the daemon runs, groups are taken and given through it."
        },
        helpCommand = true)
final class ResourceHelp implements Runnable {
    @Override
    public void run() {
        System.err.println("director: give --config, --run and --state before resource");
    }
}
