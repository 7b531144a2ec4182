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
 * Reads a lease from outside the process that keeps it, where the gate at an interface reads it for each packet; also
 * when that process hangs or is dead. One thread, in any network namespace.
 */
public final class LeaseReader implements AutoCloseable {
    private final NetlinkSocket netlink;
    private final int interfaceIndex;
    private final Memory key;
    private int programId;
    private BpfMap vips;
    private Memory value;

    private LeaseReader(NetlinkSocket netlink, int interfaceIndex, InetAddress vip) {
        this.netlink = netlink;
        this.interfaceIndex = interfaceIndex;
        this.key = GateKeys.address(vip);
    }

    /**
     * Looks at an interface of the calling thread's network namespace, whether it has a gate yet or not.
     *
     * @throws IOException when there is no such interface
     */
    public static LeaseReader open(String device, InetAddress vip) throws IOException {
        NetlinkSocket netlink = NetlinkSocket.open();
        try {
            for (Link link : Link.all(netlink)) {
                if (link.name().equals(device)) {
                    return new LeaseReader(netlink, link.index(), vip);
                }
            }
            throw new IOException("no interface " + device + " whose leases could be read");
        } catch (IOException e) {
            netlink.close();
            throw e;
        }
    }

    /** Takes notice of a gate that came, went, or took the place of another one since the last call. */
    public void follow() throws LinuxException {
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

    private void read(int id) throws LinuxException {
        try (BpfProgram gate = BpfProgram.byId(id)) {
            for (int mapId : gate.mapIds()) {
                BpfMap map = BpfMap.byId(mapId);
                if (map.name().equals(GateProgram.VIPS)) {
                    vips = map;
                    value = new Memory(map.valueSize());
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

    private void forget() {
        if (vips != null) {
            vips.close();
            vips = null;
        }
    }

    @Override
    public void close() {
        forget();
        netlink.close();
    }
}
