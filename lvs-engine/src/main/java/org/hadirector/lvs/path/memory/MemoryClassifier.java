package org.hadirector.lvs.path.memory;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.hadirector.lvs.path.ServiceKey;

/** Where a received frame goes: the decision that a gate makes in the kernel, in plain Java. */
final class MemoryClassifier {
    /** The three ways of a frame. */
    enum Way {
        UP,
        STACK,
        SILENCE
    }

    private static final int ARP = 0x0806;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    private static final int HEADER = 14;

    private final Map<InetAddress, Long> leases = new HashMap<>();
    private final Set<ServiceKey> services = new HashSet<>();
    private final Set<ServiceKey> replies = new HashSet<>();

    Map<InetAddress, Long> leases() {
        return leases;
    }

    Set<ServiceKey> services() {
        return services;
    }

    Set<ServiceKey> replies() {
        return replies;
    }

    Way classify(byte[] frame, int mark, long nowNs) {
        if (frame.length < HEADER) {
            return Way.STACK;
        }
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        int type = bytes.getShort(12) & 0xffff;
        if (type == ARP && frame.length >= HEADER + 28) {
            return isSilent(address(frame, HEADER + 24, 4), nowNs) ? Way.SILENCE : Way.STACK;
        }
        if (type == IPV4 && frame.length >= HEADER + 20) {
            int ports = HEADER + (frame[HEADER] & 0x0f) * 4;
            return classifyIp(
                    bytes, frame[HEADER + 9] & 0xff, address(frame, 26, 4), address(frame, 30, 4), ports, mark, nowNs);
        }
        if (type == IPV6 && frame.length >= HEADER + 40) {
            return classifyIp(bytes, frame[20] & 0xff, address(frame, 22, 16), address(frame, 38, 16), 54, mark, nowNs);
        }
        return Way.STACK;
    }

    private Way classifyIp(
            ByteBuffer frame,
            int protocol,
            InetAddress source,
            InetAddress destination,
            int portsAt,
            int mark,
            long nowNs) {
        if (isSilent(destination, nowNs)) {
            return Way.SILENCE;
        }
        if (mark != 0 && services.contains(ServiceKey.ofMark(mark, destination.getAddress().length == 16))) {
            return Way.UP;
        }
        if (portsAt + 4 > frame.limit()) {
            return Way.STACK;
        }
        int sourcePort = frame.getShort(portsAt) & 0xffff;
        int destinationPort = frame.getShort(portsAt + 2) & 0xffff;
        boolean up = services.contains(new ServiceKey(protocol, destination, destinationPort))
                || services.contains(new ServiceKey(protocol, destination, 0))
                || replies.contains(new ServiceKey(protocol, source, sourcePort))
                || replies.contains(new ServiceKey(protocol, source, 0));
        return up ? Way.UP : Way.STACK;
    }

    private boolean isSilent(InetAddress address, long nowNs) {
        Long until = leases.get(address);
        return until != null && (until == 0 || until - nowNs <= 0);
    }

    private static InetAddress address(byte[] frame, int at, int size) {
        byte[] bytes = new byte[size];
        System.arraycopy(frame, at, bytes, 0, size);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + size + " bytes", e);
        }
    }
}
