package org.hadirector.lvs.fuzz;

import static org.hadirector.lvs.packet.InternetSum.fold;
import static org.hadirector.lvs.packet.InternetSum.sum;

import java.util.Arrays;

/**
 * Makes legal packets in Ethernet frames, every checksum computed in full and independently of the code under test. Set
 * the fields, call {@link #frame}.
 */
final class PacketMaker {
    static final int TCP = 6;
    static final int UDP = 17;
    static final int SCTP = 132;

    byte[] destinationMac = {2, 0, 0, 0, 0, 1};
    byte[] sourceMac = {2, 0, 0, 0, 0, 2};
    byte[] source;
    byte[] destination;
    int sourcePort;
    int destinationPort;
    int protocol = TCP;
    int ttl = 64;
    int tos;
    int identification = 1;
    int fragment = 0x4000;
    byte[] ipOptions = {};
    int flags = 2;
    int sequence = 1000;
    int acknowledgement;
    byte[] tcpOptions = {};
    int dataOffset = -1; // what the header says instead of what it has
    byte[] payload = {};
    boolean noUdpChecksum;

    byte[] frame() {
        byte[] transport =
                switch (protocol) {
                    case TCP -> tcp();
                    case UDP -> udp();
                    case SCTP -> sctp();
                    default -> payload;
                };
        boolean v6 = source.length == 16;
        int header = v6 ? 40 : 20 + ipOptions.length;
        byte[] frame = new byte[14 + header + transport.length];
        System.arraycopy(destinationMac, 0, frame, 0, 6);
        System.arraycopy(sourceMac, 0, frame, 6, 6);
        put16(frame, 12, v6 ? 0x86dd : 0x0800);
        if (v6) {
            put16(frame, 14, 0x6000 | tos << 4);
            put16(frame, 18, transport.length);
            frame[20] = (byte) protocol;
            frame[21] = (byte) ttl;
            System.arraycopy(source, 0, frame, 22, 16);
            System.arraycopy(destination, 0, frame, 38, 16);
        } else {
            frame[14] = (byte) (0x40 | header / 4);
            frame[15] = (byte) tos;
            put16(frame, 16, header + transport.length);
            put16(frame, 18, identification);
            put16(frame, 20, fragment);
            frame[22] = (byte) ttl;
            frame[23] = (byte) protocol;
            System.arraycopy(source, 0, frame, 26, 4);
            System.arraycopy(destination, 0, frame, 30, 4);
            System.arraycopy(ipOptions, 0, frame, 34, ipOptions.length);
        }
        System.arraycopy(transport, 0, frame, 14 + header, transport.length);
        complete(frame);
        return frame;
    }

    private byte[] tcp() {
        byte[] tcp = new byte[20 + tcpOptions.length + payload.length];
        put16(tcp, 0, sourcePort);
        put16(tcp, 2, destinationPort);
        put32(tcp, 4, sequence);
        put32(tcp, 8, acknowledgement);
        tcp[12] = (byte) ((dataOffset < 0 ? 5 + tcpOptions.length / 4 : dataOffset) << 4);
        tcp[13] = (byte) flags;
        put16(tcp, 14, 8192);
        System.arraycopy(tcpOptions, 0, tcp, 20, tcpOptions.length);
        System.arraycopy(payload, 0, tcp, 20 + tcpOptions.length, payload.length);
        return tcp;
    }

    private byte[] udp() {
        byte[] udp = new byte[8 + payload.length];
        put16(udp, 0, sourcePort);
        put16(udp, 2, destinationPort);
        put16(udp, 4, udp.length);
        System.arraycopy(payload, 0, udp, 8, payload.length);
        return udp;
    }

    /** An SCTP packet; its CRC covers no address, so no translation but of the ports touches it. */
    private byte[] sctp() {
        byte[] sctp = new byte[12 + payload.length];
        put16(sctp, 0, sourcePort);
        put16(sctp, 2, destinationPort);
        System.arraycopy(payload, 0, sctp, 12, payload.length);
        return sctp;
    }

    /** Computes the checksums of a frame that is a whole IP packet. */
    void complete(byte[] frame) {
        if (frame[12] == 8) {
            int header = (frame[14] & 15) * 4;
            if (header < 20 || frame.length < 14 + header) {
                return;
            }
            put16(frame, 24, 0);
            put16(frame, 24, ~fold(sum(frame, 14, header)));
        }
        Sums.Place place = Sums.checksum(frame);
        if (place == null) {
            return;
        }
        if (place.protocol() == SCTP) {
            Sums.putCrc(frame, place);
            return;
        }
        put16(frame, place.at(), 0);
        if (place.protocol() == UDP && noUdpChecksum && frame[12] == 8) {
            return;
        }
        int sum = ~fold(Sums.pseudo(frame, place) + sum(frame, place.start(), place.length())) & 0xffff;
        put16(frame, place.at(), sum == 0 && place.protocol() == UDP ? 0xffff : sum);
    }

    /** Leaves only the sum of the pseudo header, as a sender does that lets the card finish. */
    static void makePartial(byte[] frame) {
        Sums.Place place = Sums.checksum(frame);
        put16(frame, place.at(), fold(Sums.pseudo(frame, place)));
    }

    static void put16(byte[] into, int at, int value) {
        into[at] = (byte) (value >> 8);
        into[at + 1] = (byte) value;
    }

    static void put32(byte[] into, int at, int value) {
        put16(into, at, value >>> 16);
        put16(into, at + 2, value);
    }

    static byte[] bytes(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
