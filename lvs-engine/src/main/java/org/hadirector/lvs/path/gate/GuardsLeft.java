package org.hadirector.lvs.path.gate;

import com.sun.jna.Memory;
import java.io.IOException;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.hadirector.linux.NetlinkSocket;
import org.hadirector.linux.bpf.BpfMap;
import org.hadirector.linux.bpf.BpfProgram;
import org.hadirector.linux.bpf.TrafficControl;
import org.hadirector.linux.bpf.TrafficControl.Side;

/**
 * What the gates of a network namespace guard, also when the process that hung them there is dead: the kernel remembers
 * the addresses a daemon really had, whatever its files say by now.
 */
public final class GuardsLeft {
    private GuardsLeft() {}

    /** The guarded addresses in the namespace of the calling thread. */
    public static Set<InetAddress> here() throws IOException {
        Set<InetAddress> guarded = new HashSet<>();
        try (NetlinkSocket requests = NetlinkSocket.open()) {
            TrafficControl tc = new TrafficControl(requests);
            for (Link link : Link.all(requests)) {
                Optional<TrafficControl.Filter> gate =
                        tc.find(link.index(), Side.INGRESS, GateDevices.PRIORITY, GateDevices.HANDLE);
                if (gate.isPresent() && gate.get().programId() != 0) {
                    addOf(gate.get().programId(), guarded);
                }
            }
        }
        return guarded;
    }

    private static void addOf(int programId, Set<InetAddress> guarded) throws IOException {
        try (BpfProgram program = BpfProgram.byId(programId)) {
            for (int id : program.mapIds()) {
                try (BpfMap map = BpfMap.byId(id)) {
                    if (map.name().equals(GateProgram.VIPS)) {
                        addOf(map, guarded);
                    }
                }
            }
        }
    }

    /** A map of another version's shape says nothing that could be read. */
    private static void addOf(BpfMap map, Set<InetAddress> guarded) throws IOException {
        if (map.valueSize() < GateMaps.GUARDED + Short.BYTES) {
            return;
        }
        try (Memory key = new Memory(map.keySize());
                Memory value = new Memory(map.valueSize())) {
            for (byte[] bytes : map.keys()) {
                key.write(0, bytes, 0, bytes.length);
                if (map.get(key, value) && value.getShort(GateMaps.GUARDED) != 0) {
                    guarded.add(InetAddress.getByAddress(bytes));
                }
            }
        }
    }
}
