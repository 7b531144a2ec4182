package org.hadirector.lvs.path.gate;

import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.bpf.BpfMap;

/** What the gate's program counted, summed over the processors: gate_counters of gate.c. */
final class GateCounters {
    static final int ARP_SILENCED = 0;
    static final int PACKETS_SILENCED = 1;
    static final int DIVERTED = 2;
    static final int CARRIED = 3;
    static final int COUNT = 4;

    private static final Path POSSIBLE = Path.of("/sys/devices/system/cpu/possible");

    private final BpfMap map;
    private final int processors;

    GateCounters(BpfMap map) throws IOException {
        this.map = map;
        this.processors = processors(Files.readString(POSSIBLE).strip());
    }

    /** The number of possible processors, of which the kernel keeps one value each: the end of "0-3" or "0,2-5". */
    static int processors(String possible) {
        String last = possible.substring(Math.max(possible.lastIndexOf('-'), possible.lastIndexOf(',')) + 1);
        return Integer.parseInt(last) + 1;
    }

    /** All of them, by number. */
    long[] read() throws LinuxException {
        long[] counts = new long[COUNT];
        try (Memory key = new Memory(map.keySize());
                Memory values = new Memory((long) processors * Long.BYTES)) {
            for (int which = 0; which < COUNT; which++) {
                key.setInt(0, which);
                if (map.get(key, values)) {
                    for (int processor = 0; processor < processors; processor++) {
                        counts[which] += values.getLong((long) processor * Long.BYTES);
                    }
                }
            }
        }
        return counts;
    }
}
