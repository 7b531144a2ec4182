package org.hadirector.lvs.path.gate;

import com.sun.jna.Memory;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.NetlinkSocket;
import org.hadirector.linux.bpf.BpfMap;
import org.hadirector.linux.bpf.BpfProgram;
import org.hadirector.linux.bpf.TrafficControl;
import org.hadirector.linux.bpf.TrafficControl.Side;

/**
 * Reads a lease from outside the process that keeps it, where the gate at an interface reads it for each packet, and
 * what that gate has carried; also when the process hangs or is dead. One thread, in any network namespace.
 */
public final class GateReader implements AutoCloseable {
    private final NetlinkSocket netlink;
    private final int interfaceIndex;
    private final Memory key;
    private int programId;
    private BpfMap vips;
    private BpfMap counters;
    private GateCounters counted;
    private Memory value;

    private GateReader(NetlinkSocket netlink, int interfaceIndex, InetAddress vip) {
        this.netlink = netlink;
        this.interfaceIndex = interfaceIndex;
        this.key = GateKeys.address(vip);
    }

    /**
     * Looks at an interface of the calling thread's network namespace, whether it has a gate yet or not.
     *
     * @throws IOException when there is no such interface
     */
    public static GateReader open(String device, InetAddress vip) throws IOException {
        NetlinkSocket netlink = NetlinkSocket.open();
        try {
            for (Link link : Link.all(netlink)) {
                if (link.name().equals(device)) {
                    return new GateReader(netlink, link.index(), vip);
                }
            }
            throw new IOException("no interface " + device + " whose leases could be read");
        } catch (IOException e) {
            netlink.close();
            throw e;
        }
    }

    /** Takes notice of a gate that came, went, or took the place of another one since the last call. */
    public void follow() throws IOException {
        Optional<TrafficControl.Filter> filter = new TrafficControl(netlink)
                .find(interfaceIndex, Side.INGRESS, GateDevices.PRIORITY, GateDevices.HANDLE);
        int present = filter.map(TrafficControl.Filter::programId).orElse(0);
        if (present != programId) {
            forget();
            if (present != 0) {
                read(present);
            }
            programId = present;
        }
    }

    private void read(int id) throws IOException {
        try (BpfProgram gate = BpfProgram.byId(id)) {
            for (int mapId : gate.mapIds()) {
                BpfMap map = BpfMap.byId(mapId);
                if (map.name().equals(GateProgram.VIPS)) {
                    vips = map;
                    value = new Memory(map.valueSize());
                } else if (map.name().equals(GateProgram.COUNTERS)) {
                    counters = map;
                    counted = new GateCounters(map);
                } else {
                    map.close();
                }
            }
        }
    }

    /** Whether the address is guarded there and its lease runs now. */
    public boolean runs() throws LinuxException {
        return vips != null
                && vips.get(key, value)
                && value.getShort(GateMaps.GUARDED) != 0
                && value.getLong(GateMaps.LEASE_UNTIL) > System.nanoTime();
    }

    /** How many packets the gate that is there has sent on by itself since it was made; 0 without a gate. */
    public long carried() throws LinuxException {
        return counters == null ? 0 : counted.read()[GateCounters.CARRIED];
    }

    private void forget() {
        if (vips != null) {
            vips.close();
            vips = null;
        }
        if (counters != null) {
            counters.close();
            counters = null;
        }
    }

    @Override
    public void close() {
        forget();
        netlink.close();
    }
}
