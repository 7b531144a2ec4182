package org.hadirector.director.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code director}: the list of commands. */
@Command(
        name = "director",
        mixinStandardHelpOptions = true,
        version = "director 0.1.0",
        description = "A high-availability director pair: heartbeat, address takeover, embedded LVS.",
        footer = {
            "",
            "Exit codes: 0 done; 1 failed, also when no daemon runs; 2 wrong usage or configuration;",
            "3 the other node refused or did not answer in time.",
            "Also installed as ipvsadm (director lvs), heartbeat, heartbeat-init, cl_status, hb_standby, hb_takeover,",
            "hb_addnode, hb_delnode, hb_setweight, hb_setsite, req_resource, ResourceManager (director resource)."
        })
final class DirectorCommand implements Runnable {
    @Mixin
    Directories directories;

    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
