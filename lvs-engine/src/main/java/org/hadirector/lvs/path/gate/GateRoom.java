package org.hadirector.lvs.path.gate;

import java.io.IOException;
import org.hadirector.linux.Errno;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.bpf.BpfMap;

/** What a full map of the gate means to an administrator. */
final class GateRoom {
    private GateRoom() {}

    /** A write to a map. */
    @FunctionalInterface
    interface Write {
        void run() throws LinuxException;
    }

    /** Writes; when there is no room, the message says for what, how much there is, and what to do about it. */
    static void explained(BpfMap map, Write write) throws IOException {
        try {
            write.run();
        } catch (LinuxException e) {
            String remedy =
                    switch (e.errno()) {
                        case Errno.E2BIG -> "the gate has room for " + map.maxEntries() + " " + contents(map)
                                + ", and all of it is taken: remove some, or let another director serve the rest";
                        case Errno.ENOMEM -> "the kernel has no memory for one more of the gate's " + contents(map)
                                + ": free some, or serve fewer";
                        default -> "";
                    };
            throw remedy.isEmpty() ? e : new IOException(remedy, e);
        }
    }

    private static String contents(BpfMap map) {
        return switch (map.name()) {
            case GateProgram.VIPS -> "addresses (virtual ones, and those of this machine)";
            case GateProgram.SERVERS -> "addresses of masqueraded and tunnelled real servers";
            case GateProgram.SERVICES -> "pairs of address and port (services, and masqueraded or tunnelled servers)";
            default -> "entries in " + map.name();
        };
    }
}
