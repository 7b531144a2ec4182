package org.hadirector.lvs.helper;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.hadirector.lvs.engine.EngineLab;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;

/**
 * A TCP connection through an engine with an end on each side, which check what they get: checksums, addresses, that
 * bytes come without a gap unless some were lost, that only sent bytes are acknowledged.
 */
public final class FtpTalk {
    /** One end: what it has sent and received. */
    public static final class End {
        private final boolean server;
        private InetAddress address;
        private int port;
        private InetAddress peer;
        private int peerPort;
        private int sent;
        private int acknowledged;
        private int received;
        private final StringBuilder heard = new StringBuilder();

        private End(boolean server, int firstSequence) {
            this.server = server;
            sent = firstSequence;
        }

        /** What it has heard since the last call. */
        public String heard() {
            String text = heard.toString();
            heard.setLength(0);
            return text;
        }

        /** Number of its next byte. */
        public int sent() {
            return sent;
        }

        /** Number of the first byte that the other end has not acknowledged. */
        public int acknowledged() {
            return acknowledged;
        }

        /** Takes what has these numbers, and all that follow, as new once more. */
        public void forget(int sequence) {
            received = sequence;
        }

        /** Its own address and port. */
        public String name() {
            return address.getHostAddress() + ":" + port;
        }

        /** Address and port of whom it talks to, as it sees them. */
        public String peerName() {
            return peer.getHostAddress() + ":" + peerPort;
        }
    }

    private final BiFunction<Boolean, byte[], List<Sent>> wire;
    private final End client = new End(false, 0x7fff_fff0);
    private final End server = new End(true, -20);
    private boolean lossy;

    /** @param wire gives the engine a frame of the server's (true) or client's side, returns what came out */
    public FtpTalk(BiFunction<Boolean, byte[], List<Sent>> wire) {
        this.wire = wire;
    }

    public FtpTalk(EngineLab lab) {
        this((fromServer, frame) -> lab.send(fromServer ? EngineLab.SERVERS : EngineLab.CLIENTS, 0, frame));
    }

    public End client() {
        return client;
    }

    public End server() {
        return server;
    }

    /** A handshake; false if nobody took the SYN. */
    public boolean connect(String from, int fromPort, String to, int toPort) {
        return open(client, server, Segment.address(from), fromPort, Segment.address(to), toPort);
    }

    /** A handshake that the server begins (active FTP). */
    public boolean connectBack(String from, int fromPort, String to, int toPort) {
        return open(server, client, Segment.address(from), fromPort, Segment.address(to), toPort);
    }

    private boolean open(End first, End second, InetAddress from, int fromPort, InetAddress to, int toPort) {
        first.address = from;
        first.port = fromPort;
        first.peer = to;
        first.peerPort = toPort;
        first.acknowledged = first.sent;
        List<byte[]> arrived = send(first, Segment.SYN, first.sent, new byte[0]);
        first.sent++;
        if (arrived.isEmpty()) {
            return false;
        }
        ByteBuffer ip = ByteBuffer.wrap(arrived.get(0));
        boolean v6 = ip.getShort(12) != 0x0800;
        second.address = address(ip, v6 ? 38 : 30, v6);
        second.peer = address(ip, v6 ? 22 : 26, v6);
        second.peerPort = ip.getShort(v6 ? 54 : 34) & 0xffff;
        second.port = ip.getShort(v6 ? 56 : 36) & 0xffff;
        second.received = first.sent;
        second.acknowledged = second.sent;
        List<byte[]> back = send(second, Segment.SYN | Segment.ACK, second.sent, new byte[0]);
        second.sent++;
        if (back.isEmpty()) {
            throw new AssertionError("the answer to a SYN did not come back");
        }
        first.received = second.sent;
        send(first, Segment.ACK, first.sent, new byte[0]);
        first.acknowledged = first.sent;
        second.acknowledged = second.sent;
        return true;
    }

    /** One segment with this text, acknowledged by whoever gets it. */
    public FtpTalk say(End end, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        transmit(end, end.sent, bytes);
        end.sent += bytes.length;
        return this;
    }

    /** As {@link #say}, lost on the way to the engine. */
    public FtpTalk lose(End end, String text) {
        end.sent += text.length();
        lossy = true;
        return this;
    }

    /** Sends bytes again from a place; whether they bring anything new is the receiver's to see. */
    public void transmit(End end, int sequence, byte[] bytes) {
        End other = end == client ? server : client;
        for (byte[] frame : send(end, Segment.PSH | Segment.ACK, sequence, bytes)) {
            receive(other, frame);
            for (byte[] answer : send(other, Segment.ACK, other.sent, new byte[0])) {
                int number = ByteBuffer.wrap(answer).getInt(transport(answer) + 8);
                end.acknowledged = number;
            }
        }
    }

    private void receive(End end, byte[] frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        int at = transport(frame);
        int sequence = bytes.getInt(at + 4);
        int payload = at + (frame[at + 12] >> 4 & 15) * 4;
        int length = 14 + (at == 54 ? 40 + bytes.getShort(18) : bytes.getShort(16)) - payload;
        int skip = end.received - sequence;
        if (skip < 0 && lossy) {
            return; // it comes again
        }
        if (skip < 0) {
            throw new AssertionError("a gap of " + -skip + " bytes before " + new String(frame, payload, length));
        }
        if (skip < length) {
            end.heard.append(new String(frame, payload + skip, length - skip, StandardCharsets.ISO_8859_1));
            end.received += length - skip;
        }
    }

    private List<byte[]> send(End end, int flags, int sequence, byte[] payload) {
        byte[] tcp = ByteBuffer.allocate(20 + payload.length)
                .putShort((short) end.port)
                .putShort((short) end.peerPort)
                .putInt(sequence)
                .putInt((flags & Segment.ACK) == 0 ? 0 : end.received)
                .putShort((short) (0x5000 | flags))
                .putShort((short) 8192)
                .putInt(0)
                .put(payload)
                .array();
        byte[] frame = Segment.ip(6, end.address, end.peer, tcp, 16);
        End other = end == client ? server : client;
        List<byte[]> arrived = new ArrayList<>();
        for (Sent sent : wire.apply(end.server, frame)) {
            if (sent.interfaceIndex() == (end.server ? EngineLab.CLIENTS : EngineLab.SERVERS)) {
                if (!Segment.isIntact(sent.frame())) {
                    throw new AssertionError("a wrong checksum");
                }
                checkEnds(other, sent.frame());
                arrived.add(sent.frame());
            }
        }
        return arrived;
    }

    private static void checkEnds(End end, byte[] frame) {
        if (end.address == null) {
            return;
        }
        ByteBuffer ip = ByteBuffer.wrap(frame);
        boolean v6 = ip.getShort(12) != 0x0800;
        boolean right = address(ip, v6 ? 38 : 30, v6).equals(end.address)
                && address(ip, v6 ? 22 : 26, v6).equals(end.peer)
                && (ip.getShort(v6 ? 54 : 34) & 0xffff) == end.peerPort;
        if (!right) {
            throw new AssertionError("not of this connection");
        }
    }

    private static int transport(byte[] frame) {
        return frame[12] == 8 ? 34 : 54;
    }

    private static InetAddress address(ByteBuffer ip, int at, boolean v6) {
        byte[] bytes = new byte[v6 ? 16 : 4];
        ip.get(at, bytes);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
