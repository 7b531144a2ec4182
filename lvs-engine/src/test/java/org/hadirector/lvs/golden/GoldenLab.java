package org.hadirector.lvs.golden;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.lvs.engine.EngineLab;
import org.hadirector.lvs.engine.EngineOptions;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.ipvsadm.IpvsadmCommand;
import org.hadirector.lvs.ipvsadm.IpvsadmResult;
import org.hadirector.lvs.ipvsadm.IpvsadmScripts;
import org.hadirector.lvs.ipvsadm.NameService;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;

/** The lab of the vectors around an engine: servers that answer, a stack with no listener, marks. */
final class GoldenLab {
    private record MarkRule(byte[] network, int bits, int mark) {}

    /** The path carries whatever it may by itself, and nothing in a vector may look different for it. */
    private static final int FLOWS = 1024;

    private static final double STEP_SECONDS = 0.1;

    private final EngineLab lab;
    private final NameService names;
    private final LabStack stack = new LabStack();
    private final List<MarkRule> marks = new ArrayList<>();

    /**
     * @param salt of the recording machine, see {@link GoldenSalt}
     * @param sumSeconds how often it summed counters
     */
    GoldenLab(NameService names, long salt, double sumSeconds) {
        lab = new EngineLab(new EngineOptions(1 << 20, salt, (long) (sumSeconds * 1e9), 1), FLOWS);
        this.names = names;
        for (int i = 1; i <= 18; i++) {
            lab.neighbour(Segment.address("192.168.0." + i)).neighbour(Segment.address("fd00::" + i));
        }
        for (int i = 1; i <= 9; i++) {
            NextHop client = new NextHop(EngineLab.CLIENTS, 0x0201_0101_0101L, i);
            lab.hops().learn(Segment.address("10.4.0." + i), client);
            lab.hops().learn(Segment.address("fd04::" + i), client);
        }
        for (String local : List.of(
                "10.9.1.1", "192.168.0.254", "fd09::1", "fd00::fe", "fd01::1", "fd01::2", "fd01::3", "fd01::4")) {
            lab.local(Segment.address(local));
        }
        for (int i = 1; i <= 8; i++) {
            lab.local(Segment.address("10.1.0." + i));
        }
        helper(false); // a module, which is not there before a vector says so
    }

    EngineLab engine() {
        return lab;
    }

    /**
     * Lets time pass as it does: a timer that starts because another one ended starts when that one ends.
     *
     * @return the packets that left meanwhile
     */
    List<Sent> pass(double seconds) {
        double left = seconds;
        while (left > STEP_SECONDS) {
            lab.pass(STEP_SECONDS);
            left -= STEP_SECONDS;
        }
        lab.pass(left);
        return lab.path().sent();
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
                    case "ipvsadm-save" -> IpvsadmScripts.save(args).isEmpty()
                            ? new IpvsadmResult("", IpvsadmScripts.saveHelp(words.get(0)), 1)
                            : ipvsadm(IpvsadmScripts.save(args), "");
                    case "ipvsadm-restore" -> {
                        ipvsadm(List.of("-C"), "");
                        yield ipvsadm(List.of("-R"), IpvsadmScripts.restoreLines(stdin));
                    }
                    case "ipvsadm" -> ipvsadm(args, stdin);
                    default -> throw new IllegalArgumentException("no program " + words.get(0) + " here");
                };
        lab.work();
        return result;
    }

    private IpvsadmResult ipvsadm(List<String> args, String stdin) {
        byte[] bytes = stdin.getBytes(StandardCharsets.UTF_8);
        return IpvsadmCommand.run(args, new ByteArrayInputStream(bytes), lab.engine(), names);
    }

    /** What came out because of a frame, the stack's answers included. */
    List<Sent> exchange(boolean fromServer, byte[] frame) {
        own(destination(frame));
        List<Sent> sent =
                new ArrayList<>(lab.send(fromServer ? EngineLab.SERVERS : EngineLab.CLIENTS, markOf(frame), frame));
        for (byte[] local : lab.path().local()) {
            for (Sent answer : stack.take(fromServer, local, lab.nowNs())) {
                lab.path().leave(answer.interfaceIndex(), answer.frame());
                lab.work();
                sent.addAll(lab.path().sent());
            }
        }
        return sent;
    }

    private static byte[] destination(byte[] frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        byte[] destination = new byte[bytes.getShort(12) == 0x0800 ? 4 : 16];
        bytes.get(destination.length == 4 ? 30 : 38, destination);
        return destination;
    }

    /** All addresses of 10.3.0.0/16 are the director's. */
    private void own(byte[] destination) {
        try {
            if (destination.length == 4 && destination[0] == 10 && destination[1] == 3) {
                lab.local(InetAddress.getByAddress(destination));
            }
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private int markOf(byte[] frame) {
        byte[] destination = destination(frame);
        int mark = 0;
        for (MarkRule rule : marks) {
            boolean inside = rule.network.length == destination.length;
            for (int bit = 0; inside && bit < rule.bits; bit++) {
                int mask = 0x80 >> bit % 8;
                inside = (rule.network[bit / 8] & mask) == (destination[bit / 8] & mask);
            }
            mark = inside ? rule.mark : mark; // the last rule that matches sets it
        }
        return mark;
    }
}
