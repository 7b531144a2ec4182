package org.hadirector.lvs.forward;

import java.util.Arrays;
import org.hadirector.lvs.packet.Ethernet;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.NextHop;

/**
 * The way back to a client, learnt from its own packets: MAC address it (or its gateway) sends from, interface, and our
 * MAC there. 64 bits a client, so that a connection can hold it.
 */
public final class ClientHops {
    private int[] interfaces = new int[8];
    private long[] ownAddresses = new long[8];
    private int known;

    /** The hop of the packet's sender. */
    public long learn(PacketView packet) {
        Frame frame = packet.frame();
        return hop(frame.interfaceIndex(), Ethernet.destination(frame), Ethernet.source(frame));
    }

    /** A hop that the routing knows. */
    public long of(NextHop hop) {
        return hop(hop.interfaceIndex(), hop.source(), hop.destination());
    }

    private long hop(int interfaceIndex, long ownAddress, long address) {
        int slot = 0;
        while (slot < known && interfaces[slot] != interfaceIndex) {
            slot++;
        }
        if (slot == known) {
            if (slot == interfaces.length) {
                interfaces = Arrays.copyOf(interfaces, 2 * slot);
                ownAddresses = Arrays.copyOf(ownAddresses, 2 * slot);
            }
            interfaces[slot] = interfaceIndex;
            known++;
        }
        ownAddresses[slot] = ownAddress;
        return address << 16 | slot;
    }

    /** The interface that the hop is reached by. */
    int interfaceOf(long hop) {
        return interfaces[(int) (hop & 0xffff)];
    }

    /** Addresses the frame to the hop; returns the interface that sends it. */
    int leave(Frame frame, long hop) {
        int slot = (int) (hop & 0xffff);
        Ethernet.addresses(frame, hop >>> 16, ownAddresses[slot]);
        return interfaces[slot];
    }
}
