package org.hadirector.lvs.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.hadirector.lvs.engine.EngineLab;
import org.hadirector.lvs.engine.Segment;

/** Hostile frames: good ones of a small world, and what can be made of them. A seed names its frames. */
final class FrameMaker {
    static final String[] VIPS = {"10.1.0.1", "10.1.0.2", "10.3.0.7"};
    static final String[] SERVERS = {"192.168.0.11", "192.168.0.12", "192.168.0.13"};
    static final String[] VIPS6 = {"fd01::1", "fd01::2"};
    static final String[] SERVERS6 = {"fd00::11", "fd00::12"};
    static final int MARK = 5;
    private static final int[] PORTS = {80, 80, 21, 21, 53, 9, 20, 45_000, 45_001, 2222};
    private static final int[] PROTOCOLS = {PacketMaker.TCP, PacketMaker.TCP, PacketMaker.UDP, PacketMaker.SCTP};

    record Target(int protocol, String virtual, int port, int serverPort) {}

    private static final Target[] TARGETS = {
        new Target(PacketMaker.TCP, "10.1.0.1", 80, 8080),
        new Target(PacketMaker.TCP, "10.1.0.1", 21, 21),
        new Target(PacketMaker.TCP, "10.1.0.1", 21, 21),
        new Target(PacketMaker.TCP, "10.1.0.1", 45_000, 45_000),
        new Target(PacketMaker.UDP, "10.1.0.1", 53, 53),
        new Target(PacketMaker.SCTP, "10.1.0.1", 9, 9),
        new Target(PacketMaker.TCP, "10.1.0.2", 2222, 2222),
        new Target(PacketMaker.TCP, "10.3.0.7", 80, 80),
        new Target(PacketMaker.TCP, "fd01::1", 80, 8080),
        new Target(PacketMaker.TCP, "fd01::1", 21, 21),
        new Target(PacketMaker.UDP, "fd01::2", 53, 53),
    };
    private static final String[] WORDS = {
        "PASV\r\n",
        "EPSV\r\n",
        "PORT 10,4,0,1,175,200\r\n",
        "EPRT |1|10.4.0.1|45000|\r\n",
        "EPRT |2|fd04::1|45000|\r\n",
        "227 Entering Passive Mode (192,168,0,11,175,200).\r\n",
        "227 Entering Passive Mode (10,1,0,1,175,201)\r\n",
        "229 Extended (|||45000|)\r\n",
        "227 (192,168,0,1",
        "1,175,",
        "200)\r\n",
        "NOOP",
        "\r\n",
        "227 ",
        "PORT ",
        "999999999999,",
        "::::::",
        "\u00ff\u00f4\u00ff\u00f2"
    };

    private static final Map<String, byte[]> ADDRESSES = new ConcurrentHashMap<>();

    private final SplittableRandom random;
    private final PacketMaker maker = new PacketMaker();
    private boolean fromServer;
    private boolean partial;
    private int segmentSize;
    private final int[] sequences = new int[64];

    FrameMaker(SplittableRandom random) {
        this.random = random;
    }

    /** Interface of the last frame. */
    int interfaceIndex() {
        return fromServer ? EngineLab.SERVERS : EngineLab.CLIENTS;
    }

    /** The mark of a frame: marks are set by rules for virtual addresses. */
    int mark(byte[] frame) {
        boolean virtual = frame.length >= 34 && frame[12] == 8 && frame[30] == 10 && (frame[31] == 1 || frame[31] == 3);
        return virtual && frame[32] == 0 && random.nextInt(8) == 0 && isVirtual(frame) ? MARK : 0;
    }

    private static boolean isVirtual(byte[] frame) {
        for (String vip : VIPS) {
            if (Arrays.equals(frame, 30, 34, bytesOf(vip), 0, 4)) {
                return true;
            }
        }
        return false;
    }

    boolean isPartial() {
        return partial;
    }

    int segmentSize() {
        return segmentSize;
    }

    byte[] next() {
        partial = false;
        segmentSize = 0;
        fromServer = random.nextInt(3) == 0;
        return switch (random.nextInt(16)) {
            case 0 -> noise();
            case 1 -> changed(good(), false);
            case 2 -> changed(good(), true);
            case 3 -> cut(good());
            case 4 -> fragment();
            case 5 -> error();
            case 6 -> chain();
            case 7 -> martian();
            case 8 -> big();
            default -> good();
        };
    }

    private byte[] noise() {
        byte[] noise = bytes(random.nextInt(random.nextInt(8) == 0 ? 2_000 : 120));
        if (noise.length > 14) {
            PacketMaker.put16(noise, 12, random.nextBoolean() ? 0x0800 : 0x86dd);
            noise[14] = (byte) (noise[13] == 0 ? 0x45 : 0x60);
            if (random.nextBoolean()) {
                maker.complete(noise);
            }
        }
        return noise;
    }

    /** A legal packet between a client of a few and a service, or a server and a client. */
    private byte[] good() {
        int talk = random.nextInt(sequences.length);
        Target target = target(talk / 2);
        boolean v6 = target.virtual.contains(":");
        byte[] client = bytesOf((v6 ? "fd04::" : "10.4.0.") + (1 + talk / 2 % 6));
        byte[] virtual = bytesOf(target.virtual);
        byte[] server = address(v6 ? SERVERS6 : SERVERS);
        int clientPort = 40_000 + talk / 2;
        int virtualPort = target.port;
        int serverPort = target.serverPort;
        maker.protocol = target.protocol;
        if (random.nextInt(8) == 0) {
            clientPort = random.nextInt(4) == 0 ? random.nextInt(65_536) : 45_000 + random.nextInt(4);
            virtualPort = PORTS[random.nextInt(PORTS.length)];
            serverPort = virtualPort;
            maker.protocol = PROTOCOLS[random.nextInt(PROTOCOLS.length)];
        }
        maker.source = fromServer ? server : client;
        maker.destination = fromServer ? client : virtual;
        maker.sourcePort = fromServer ? serverPort : clientPort;
        maker.destinationPort = fromServer ? clientPort : virtualPort;
        maker.sourceMac = new byte[] {2, 0, 0, 0, (byte) (fromServer ? 9 : 4), client[client.length - 1]};
        maker.ttl = random.nextInt(20) == 0 ? random.nextInt(3) : 64;
        maker.tos = random.nextInt(256);
        maker.identification = random.nextInt(65_536);
        maker.fragment = random.nextBoolean() ? 0x4000 : 0;
        maker.ipOptions = random.nextInt(10) == 0 ? ipOptions() : new byte[0];
        maker.noUdpChecksum = random.nextInt(5) == 0;
        maker.payload = random.nextInt(3) == 0 ? words() : bytes(random.nextInt(60));
        tcp(talk);
        byte[] frame = maker.frame();
        if (random.nextInt(8) == 0 && maker.protocol != PacketMaker.SCTP && !maker.noUdpChecksum) {
            partial = true;
            PacketMaker.makePartial(frame);
        }
        return random.nextInt(10) == 0 ? Arrays.copyOf(frame, frame.length + random.nextInt(20)) : frame;
    }

    /** Padding, or options that are lists, with pointers that lie as often as not. */
    private byte[] ipOptions() {
        byte[] options = PacketMaker.bytes(4 * (1 + random.nextInt(10)), 1);
        if (random.nextBoolean()) {
            return options;
        }
        int[] kinds = {7, 7, 68, 68, 68, 148, 134, 131, 0, 201};
        int at = random.nextInt(3);
        while (at + 3 < options.length) {
            int size = 3 + random.nextInt(options.length - at - 2);
            byte[] option = bytes(size);
            option[0] = (byte) kinds[random.nextInt(kinds.length)];
            option[1] = (byte) (random.nextInt(20) == 0 ? random.nextInt(256) : size);
            option[2] = (byte) (random.nextBoolean() ? 4 + random.nextInt(size + 2) : random.nextInt(256));
            if (size > 3) {
                option[3] &= (byte) (random.nextBoolean() ? 0xf3 : 0xff);
            }
            System.arraycopy(option, 0, options, at, size);
            at += size + random.nextInt(2);
        }
        return options;
    }

    /** What the two talks of that number are about; their client has one address and port. */
    static Target target(int talk) {
        return TARGETS[talk % TARGETS.length];
    }

    private void tcp(int talk) {
        int[] flags = {2, 2, 16, 16, 24, 24, 24, 24, 18, 17, 4, 20, 0, 63};
        maker.flags = flags[random.nextInt(flags.length)];
        maker.tcpOptions = random.nextInt(6) == 0 ? bytes(4 * random.nextInt(11)) : new byte[0];
        maker.dataOffset = random.nextInt(16) == 0 ? random.nextInt(16) : -1;
        // Mostly in order, so that helpers read on.
        int at = talk & ~1 | (fromServer ? 1 : 0);
        maker.sequence = sequences[at];
        maker.acknowledgement = sequences[at ^ 1] - random.nextInt(8);
        switch (random.nextInt(12)) {
            case 0 -> maker.sequence -= random.nextInt(40);
            case 1 -> maker.sequence += random.nextInt(2_000);
            case 2 -> maker.sequence = random.nextInt();
            default -> sequences[at] += maker.payload.length;
        }
    }

    private byte[] words() {
        StringBuilder text = new StringBuilder();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            text.append(WORDS[random.nextInt(WORDS.length)]);
        }
        byte[] words = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        if (random.nextInt(4) == 0) {
            words[random.nextInt(words.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(3) == 0 ? Arrays.copyOf(words, random.nextInt(words.length + 1)) : words;
    }

    private byte[] changed(byte[] frame, boolean completed) {
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            // Headers rather than payload.
            int at = random.nextInt(Math.min(frame.length, random.nextBoolean() ? 60 : 200));
            frame[at] = (byte) random.nextInt(256);
        }
        if (completed && frame.length >= 34) {
            maker.complete(frame);
            partial = false;
        }
        return frame;
    }

    private byte[] cut(byte[] frame) {
        return Arrays.copyOf(frame, random.nextInt(frame.length + 1));
    }

    /** A fragment of any place and size, of a few packets, so that they overlap. */
    private byte[] fragment() {
        byte[] frame = good();
        partial = false;
        if (frame[12] == 8) {
            int place = random.nextInt(4) == 0 ? random.nextInt(8_192) : random.nextInt(6);
            PacketMaker.put16(frame, 18, random.nextInt(8));
            PacketMaker.put16(frame, 20, place | (random.nextBoolean() ? 0x2000 : 0));
            maker.complete(frame);
            return frame;
        }
        return inserted(frame, 44, 8);
    }

    /** Extension headers, in chains that may lead nowhere or back. */
    private byte[] chain() {
        byte[] frame = good();
        partial = false;
        int[] headers = {0, 43, 44, 60, 51, 59, 135, 139, 6, 17, 58};
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count && frame[12] != 8; i++) {
            frame = inserted(frame, headers[random.nextInt(headers.length)], 8 * (1 + random.nextInt(3)));
        }
        return frame;
    }

    private byte[] inserted(byte[] frame, int header, int length) {
        byte[] longer = new byte[frame.length + length];
        System.arraycopy(frame, 0, longer, 0, 54);
        System.arraycopy(frame, 54, longer, 54 + length, frame.length - 54);
        longer[54] = longer[20];
        longer[55] = (byte) (random.nextInt(5) == 0 ? random.nextInt(256) : length / 8 - 1);
        for (int i = 56; i < 54 + length; i++) {
            longer[i] = (byte) (header == 44 && i > 57 ? 0 : random.nextInt(4));
        }
        longer[20] = (byte) header;
        PacketMaker.put16(longer, 18, Sums.u16(frame, 18) + length);
        return longer;
    }

    /** An ICMP error, or what calls itself one, about a packet the other way round. */
    private byte[] error() {
        byte[] quoted = random.nextInt(4) == 0 ? changed(good(), false) : good();
        partial = false;
        if (quoted.length < 35) {
            return quoted;
        }
        boolean v6 = quoted[12] != 8;
        int kept = 14 + random.nextInt(Math.min(quoted.length - 14, 100) + 1);
        byte[] payload = new byte[8 + kept - 14];
        payload[0] = (byte) (v6 ? 1 + random.nextInt(4) : new int[] {3, 11, 12, 4, 5, 8}[random.nextInt(6)]);
        payload[1] = (byte) random.nextInt(5);
        System.arraycopy(quoted, 14, payload, 8, kept - 14);
        maker.protocol = v6 ? 58 : 1;
        byte[] nobody = bytesOf(v6 ? "fd09::99" : "10.9.1.99");
        maker.source = random.nextBoolean() ? nobody : Arrays.copyOfRange(quoted, v6 ? 38 : 30, v6 ? 54 : 34);
        if (maker.source.length != nobody.length) {
            maker.source = nobody;
        }
        maker.destination = random.nextBoolean() && quoted.length >= 54
                ? Arrays.copyOfRange(quoted, v6 ? 22 : 26, v6 ? 38 : 30)
                : address(v6 ? VIPS6 : VIPS);
        maker.payload = payload;
        maker.ipOptions = new byte[0];
        fromServer = random.nextBoolean();
        return maker.frame();
    }

    private byte[] martian() {
        byte[] frame = good();
        boolean v6 = frame[12] != 8;
        int source = v6 ? 22 : 26;
        int size = v6 ? 16 : 4;
        switch (random.nextInt(7)) {
            case 0 -> System.arraycopy(frame, source + size, frame, source, size);
            case 1 -> Arrays.fill(frame, source, source + size, (byte) (random.nextBoolean() ? 0 : 255));
            case 2 -> frame[source] = (byte) (v6 ? 0xff : 127);
            case 3 -> frame[0] |= 1;
            case 4 -> PacketMaker.put16(frame, 12, random.nextBoolean() ? 0x8100 : 0x88a8);
            case 5 -> System.arraycopy(address(v6 ? SERVERS6 : SERVERS), 0, frame, source, size);
            default -> Arrays.fill(frame, source + size, source + 2 * size, (byte) 255);
        }
        partial = false;
        maker.complete(frame);
        return frame;
    }

    /** What stands for several packets. */
    private byte[] big() {
        good();
        maker.protocol = PacketMaker.TCP;
        maker.flags = 24;
        maker.payload = new byte[random.nextInt(random.nextInt(50) == 0 ? 60_000 : 4_000)];
        byte[] words = words();
        System.arraycopy(words, 0, maker.payload, 0, Math.min(words.length, maker.payload.length));
        byte[] frame = maker.frame();
        partial = true;
        PacketMaker.makePartial(frame);
        segmentSize = random.nextBoolean() ? 1_448 : 0;
        return frame;
    }

    private byte[] address(String[] of) {
        return bytesOf(of[random.nextInt(of.length)]);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] bytesOf(String address) {
        return ADDRESSES.computeIfAbsent(address, text -> Segment.address(text).getAddress());
    }
}
