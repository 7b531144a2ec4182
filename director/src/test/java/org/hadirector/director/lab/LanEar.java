package org.hadirector.director.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hadirector.linux.NetworkNamespace;

/** Counts the frames that come in at ports of the lab's LAN and speak for an address: IPv4 packets from it, its ARP. */
final class LanEar implements AutoCloseable {
    private final Map<String, Long> heard = new ConcurrentHashMap<>();
    private final Map<String, Integer> speakers = new HashMap<>();
    private final PortEar ear;

    private LanEar(NetworkNamespace lan, Map<String, String> speakers) throws IOException {
        for (Map.Entry<String, String> speaker : speakers.entrySet()) {
            byte[] address = InetAddress.getByName(speaker.getValue()).getAddress();
            this.speakers.put(speaker.getKey(), ByteBuffer.wrap(address).getInt());
        }
        ear = PortEar.open(lan, speakers.keySet(), this::hear);
    }

    /** @param speakers port of the LAN → the address to listen for */
    static LanEar open(NetworkNamespace lan, Map<String, String> speakers) throws IOException {
        return new LanEar(lan, speakers);
    }

    private void hear(String port, ByteBuffer frame) {
        int at = frame.position();
        int type = frame.remaining() < 42 ? 0 : frame.getShort(at + 12) & 0xffff;
        int sender = type == 0x0800 ? 26 : type == 0x0806 ? 28 : 0;
        if (sender != 0 && frame.getInt(at + sender) == speakers.get(port)) {
            heard.merge(port, 1L, Long::sum);
        }
    }

    /** Frames so far. */
    long heard(String port) {
        return heard.getOrDefault(port, 0L);
    }

    @Override
    public void close() {
        ear.close();
    }
}
