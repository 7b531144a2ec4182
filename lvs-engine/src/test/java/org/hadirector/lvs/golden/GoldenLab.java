package org.hadirector.lvs.golden;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.lvs.engine.EngineLab;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.ipvsadm.IpvsadmCommand;
import org.hadirector.lvs.ipvsadm.IpvsadmResult;
import org.hadirector.lvs.ipvsadm.IpvsadmScripts;
import org.hadirector.lvs.ipvsadm.NameService;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;

/** The lab of the vectors around an engine: servers that answer, a stack with no listener, marks. */
final class GoldenLab {
    private record MarkRule(byte[] network, int bits, int mark) {}

    private final EngineLab lab;
    private final NameService names;
    private final List<MarkRule> marks = new ArrayList<>();

    /** @param salt of the recording machine, see {@link GoldenSalt} */
    GoldenLab(NameService names, long salt) {
        lab = new EngineLab(1 << 20, salt);
        this.names = names;
        for (int i = 1; i <= 18; i++) {
            lab.neighbour(Segment.address("192.168.0." + i)).neighbour(Segment.address("fd00::" + i));
        }
        for (String local : List.of("10.9.1.1", "192.168.0.254", "fd09::1", "fd00::fe")) {
            lab.hops().addLocal(Segment.address(local));
        }
    }

    EngineLab engine() {
        return lab;
    }

    void helper(boolean loaded) {
        try {
            lab.engine().ftpPorts(loaded ? List.of(21) : List.of());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    void mark(String network, int mark) {
        String[] parts = network.split("/");
        marks.add(new MarkRule(Segment.address(parts[0]).getAddress(), Integer.parseInt(parts[1]), mark));
    }

    IpvsadmResult run(List<String> words, List<String> input) {
        String stdin = String.join("\n", input).concat("\n");
        List<String> args = words.subList(1, words.size());
        IpvsadmResult result =
                switch (words.get(0)) {
                    case "ipvsadm-save" -> ipvsadm(IpvsadmScripts.save(args), "");
                    case "ipvsadm-restore" -> {
                        ipvsadm(List.of("-C"), "");
                        yield ipvsadm(List.of("-R"), IpvsadmScripts.restoreLines(stdin));
                    }
                    default -> ipvsadm(args, stdin);
                };
        lab.work();
        return result;
    }

    private IpvsadmResult ipvsadm(List<String> args, String stdin) {
        byte[] bytes = stdin.getBytes(StandardCharsets.UTF_8);
        return IpvsadmCommand.run(args, new ByteArrayInputStream(bytes), lab.engine(), names);
    }

    /**
     * What came out because of a frame, the stack's answer included: {@code at-server TEXT} or {@code at-client TEXT}.
     */
    List<String> send(boolean fromServer, byte[] frame) {
        List<String> out = new ArrayList<>();
        for (Sent sent : exchange(fromServer, frame)) {
            out.add((sent.interfaceIndex() == EngineLab.SERVERS ? "at-server " : "at-client ")
                    + Packets.describe(sent.frame()));
        }
        return out;
    }

    List<Sent> exchange(boolean fromServer, byte[] frame) {
        List<Sent> sent =
                new ArrayList<>(lab.send(fromServer ? EngineLab.SERVERS : EngineLab.CLIENTS, markOf(frame), frame));
        for (byte[] local : lab.path().local()) {
            if (!fromServer && isForServers(local)) {
                sent.add(new Sent(EngineLab.SERVERS, routed(local)));
                continue;
            }
            byte[] answer = fromServer ? routed(local) : stackAnswer(local);
            if (answer != null) {
                sent.add(new Sent(EngineLab.CLIENTS, answer));
            }
        }
        return sent;
    }

    private int markOf(byte[] frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        byte[] destination = new byte[bytes.getShort(12) == 0x0800 ? 4 : 16];
        bytes.get(destination.length == 4 ? 30 : 38, destination);
        for (MarkRule rule : marks) {
            boolean inside = rule.network.length == destination.length;
            for (int bit = 0; inside && bit < rule.bits; bit++) {
                int mask = 0x80 >> bit % 8;
                inside = (rule.network[bit / 8] & mask) == (destination[bit / 8] & mask);
            }
            if (inside) {
                return rule.mark;
            }
        }
        return 0;
    }

    private static boolean isForServers(byte[] frame) {
        ByteBuffer ip = ByteBuffer.wrap(frame);
        return ip.getShort(12) == 0x0800 && ip.getInt(30) >>> 8 == 0xc0a800;
    }

    /** The director's own stack routes what the engine leaves to it. */
    private static byte[] routed(byte[] frame) {
        frame[22]--;
        ByteBuffer ip = ByteBuffer.wrap(frame);
        int checksum = (ip.getShort(24) & 0xffff) + 0x100;
        ip.putShort(24, (short) (checksum + (checksum >> 16)));
        return frame;
    }

    /** What a stack answers to a segment for a port on which nobody listens (RFC 9293, 3.10.7.1). */
    private static byte[] stackAnswer(byte[] frame) {
        ByteBuffer in = ByteBuffer.wrap(frame);
        if (in.getShort(12) != 0x0800 || in.get(23) != 6 || (in.get(47) & Segment.RST) != 0) {
            return null;
        }
        int flags = in.get(47);
        boolean ack = (flags & Segment.ACK) != 0;
        int consumed = in.getShort(16) - 40 + (flags & Segment.SYN) / 2 + (flags & Segment.FIN);
        byte[] from = new byte[4];
        byte[] to = new byte[4];
        in.get(30, from).get(26, to);
        ByteBuffer tcp = ByteBuffer.allocate(20);
        tcp.putShort(in.getShort(36)).putShort(in.getShort(34));
        tcp.putInt(ack ? in.getInt(42) : 0).putInt(ack ? 0 : in.getInt(38) + consumed);
        tcp.put((byte) 0x50).put((byte) (ack ? Segment.RST : Segment.RST | Segment.ACK));
        try {
            byte[] answer =
                    Segment.ip(6, InetAddress.getByAddress(from), InetAddress.getByAddress(to), tcp.array(), 16);
            ByteBuffer.wrap(answer).putShort(18, (short) 0);
            return answer;
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
