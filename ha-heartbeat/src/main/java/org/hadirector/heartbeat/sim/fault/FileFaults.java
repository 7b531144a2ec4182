package org.hadirector.heartbeat.sim.fault;

import java.util.List;
import org.hadirector.heartbeat.sim.SimFiles;
import org.hadirector.heartbeat.sim.SimPair;
import org.hadirector.heartbeat.sim.SimSettings;

/** Administrators, who change files and have them read by one node or by both. */
final class FileFaults {
    static final List<FaultKind> ALL = List.of(
            FaultKind.lasting(
                    "reload",
                    (pair, fault) -> pair.node(fault.node()).name() + " reads other files",
                    (pair, fault, changed) -> pair.node(fault.node()).reload(files(pair, fault, changed))),
            FaultKind.lasting("reload-both", (pair, fault) -> "both nodes read other files", (pair, fault, changed) -> {
                pair.node(0).reload(files(pair, fault, changed));
                pair.node(1).reload(files(pair, fault, changed));
            }));

    private FileFaults() {}

    private static SimSettings files(SimPair pair, Fault fault, boolean changed) {
        return changed ? SimFiles.edition(fault.pick() % SimFiles.EDITIONS, pair.settings()) : pair.settings();
    }
}
