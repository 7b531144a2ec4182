package org.hadirector.director.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.linux.NetworkNamespace;

/**
 * Counts the IPv4 packets for service addresses that directors put on the LAN, by station and protocol: what they send
 * on to real servers, or hand to each other.
 */
final class DirectorEar implements AutoCloseable {
    static final int TCP = 6;
    static final int UDP = 17;

    private final Map<String, Long> heard = new ConcurrentHashMap<>();
    private final Set<Integer> services = new HashSet<>();
    private final PortEar ear;

    private DirectorEar(NetworkNamespace lan, Set<String> ports, List<String> services) throws IOException {
        for (String service : services) {
            byte[] address = InetAddress.getByName(service).getAddress();
            this.services.add(ByteBuffer.wrap(address).getInt());
        }
        ear = PortEar.open(lan, ports, this::hear);
    }

    static DirectorEar open(LabPlan plan, List<String> services) throws IOException {
        Set<String> ports = new HashSet<>();
        plan.hosts(LabHost.Role.DIRECTOR).forEach(director -> ports.add(director.name()));
        return new DirectorEar(NetworkNamespace.existing(plan.lanNamespace()), ports, services);
    }

    private void hear(String port, ByteBuffer frame) {
        int at = frame.position();
        if (frame.remaining() > 34 && frame.getShort(at + 12) == 0x0800 && services.contains(frame.getInt(at + 30))) {
            byte[] station = new byte[HardwareAddress.LENGTH];
            frame.get(at, station);
            heard.merge(key(port, HardwareAddress.of(station).toString(), frame.get(at + 23)), 1L, Long::sum);
        }
    }

    private static String key(String director, String station, int protocol) {
        return director + " " + station + " " + protocol;
    }

    /** Waits until all that was on the wire is counted. */
    void catchUp() throws IOException {
        ear.catchUp();
    }

    /** Packets so far of one protocol that a director has sent to a station. */
    long heard(String director, String station, int protocol) {
        return heard.getOrDefault(key(director, station, protocol), 0L);
    }

    @Override
    public void close() {
        ear.close();
    }
}
