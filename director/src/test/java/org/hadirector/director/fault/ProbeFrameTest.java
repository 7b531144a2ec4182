package org.hadirector.director.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.hadirector.linux.HardwareAddress;
import org.junit.jupiter.api.Test;

class ProbeFrameTest {
    private static final HardwareAddress OWN = HardwareAddress.parse("02:00:00:00:00:01");
    private static final HardwareAddress PEER = HardwareAddress.parse("02:00:00:00:00:02");
    private static final int IP = 14;
    private static final int TCP = 34;

    @Test
    void shouldCarryRightChecksums() throws Exception {
        ByteBuffer frame = ByteBuffer.wrap(question(40_001, 77));
        assertEquals(0xffff, folded(frame, IP, 20, 0), "IPv4 header");
        long pseudo = words(frame, IP + 12, 8) + 6 + 20;
        assertEquals(0xffff, folded(frame, TCP, 20, pseudo), "TCP with its pseudo header");
    }

    @Test
    void shouldKnowItsAnswerAndWhoSentIt() throws Exception {
        assertEquals(
                new ProbeFrame.Seen(40_001, 77, PEER),
                ProbeFrame.answer(answer(question(40_001, 77)), address("192.0.2.6"), 80));
    }

    @Test
    void shouldKnowAQuestionThatWasPassedOnAndByWhom() throws Exception {
        byte[] question = question(40_001, 77);
        Inet4Address service = address("192.0.2.6");
        assertEquals(new ProbeFrame.Seen(40_001, 77, OWN), ProbeFrame.passedOn(ByteBuffer.wrap(question), service, 80));
        assertNull(ProbeFrame.passedOn(answer(question), service, 80), "an answer");
        assertNull(ProbeFrame.passedOn(ByteBuffer.wrap(question), address("192.0.2.7"), 80), "to another service");
        assertNull(ProbeFrame.passedOn(ByteBuffer.wrap(question), service, 81), "to another port");
        for (int length = 0; length < question.length; length++) {
            assertNull(ProbeFrame.passedOn(ByteBuffer.wrap(question, 0, length), service, 80), length + " octets");
        }
    }

    @Test
    void shouldKnowAQuestionOnAConnectionThatLastsBehindOneDirectorOnly() throws Exception {
        ProbeFrame.Path path = new ProbeFrame.Path(OWN, PEER, address("192.0.2.100"), address("192.0.2.6"), 80);
        Inet4Address service = address("192.0.2.6");
        byte[] question = ProbeFrame.onKept(path, 51_000, 40_001, 77, 2);
        assertEquals(51_000, ByteBuffer.wrap(question).getShort(TCP) & 0xffff);
        assertEquals(0x10, question[TCP + 13], "ACK, which the gate may carry");
        assertNull(ProbeFrame.passedOn(ByteBuffer.wrap(question), service, 80), "it has not passed a director");
        question[IP + 8] = 1;
        assertEquals(new ProbeFrame.Seen(40_001, 77, OWN), ProbeFrame.passedOn(ByteBuffer.wrap(question), service, 80));
        assertNull(ProbeFrame.answer(ByteBuffer.wrap(question), service, 80));
        question[TCP + 8]++;
        assertNull(ProbeFrame.passedOn(ByteBuffer.wrap(question), service, 80), "what a client acknowledges");
    }

    @Test
    void shouldTakeNothingElseForAnAnswer() throws Exception {
        byte[] question = question(40_001, 77);
        Inet4Address service = address("192.0.2.6");
        assertNull(ProbeFrame.answer(ByteBuffer.wrap(question), service, 80), "a question");
        assertNull(ProbeFrame.answer(answer(question), address("192.0.2.7"), 80), "of another service");
        assertNull(ProbeFrame.answer(answer(question), service, 81), "of another port");
        ByteBuffer reset = answer(question);
        reset.put(TCP + 13, (byte) 0x14);
        assertNull(ProbeFrame.answer(reset, service, 80), "a reset");
        ByteBuffer lying = answer(question);
        lying.put(IP, (byte) 0x4f);
        assertNull(ProbeFrame.answer(lying, service, 80), "a header longer than the frame");
        for (int length = 0; length < question.length; length++) {
            byte[] cut = Arrays.copyOf(answer(question).array(), length);
            assertNull(ProbeFrame.answer(ByteBuffer.wrap(cut), service, 80), length + " octets");
        }
    }

    private static byte[] question(int port, int round) throws UnknownHostException {
        ProbeFrame.Path path = new ProbeFrame.Path(OWN, PEER, address("192.0.2.100"), address("192.0.2.6"), 80);
        return ProbeFrame.question(path, port, round, 64);
    }

    /** Everything the other way round, SYN and ACK set, the number after that of the question. */
    private static ByteBuffer answer(byte[] question) {
        ByteBuffer frame = ByteBuffer.wrap(question.clone());
        frame.put(0, question, 6, 6).put(6, question, 0, 6);
        frame.putInt(IP + 12, ByteBuffer.wrap(question).getInt(IP + 16));
        frame.putInt(IP + 16, ByteBuffer.wrap(question).getInt(IP + 12));
        frame.putShort(TCP, ByteBuffer.wrap(question).getShort(TCP + 2));
        frame.putShort(TCP + 2, ByteBuffer.wrap(question).getShort(TCP));
        frame.putInt(TCP + 8, ByteBuffer.wrap(question).getInt(TCP + 4) + 1);
        frame.put(TCP + 13, (byte) 0x12);
        return frame;
    }

    private static int folded(ByteBuffer frame, int from, int length, long sum) {
        long all = sum + words(frame, from, length);
        while (all >> 16 != 0) {
            all = (all & 0xffff) + (all >> 16);
        }
        return (int) all;
    }

    private static long words(ByteBuffer frame, int from, int length) {
        long sum = 0;
        for (int i = from; i < from + length; i += 2) {
            sum += frame.getShort(i) & 0xffff;
        }
        return sum;
    }

    private static Inet4Address address(String text) throws UnknownHostException {
        return (Inet4Address) InetAddress.getByName(text);
    }
}
