package org.hadirector.lvs.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.path.Frame;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The director's errors about packets with options: what of these they have themselves, as recorded from the kernel.
 */
class OptionEchoTest {
    private static final InetAddress CLIENT = Segment.address("10.4.0.1");
    private static final InetAddress VIP = Segment.address("10.1.0.1");
    private static final int NOW = 0x03d6a410;

    private final PacketView view = new PacketView();
    private final HopStamp stamp = new HopStamp(() -> NOW, low -> low == Addresses.low(VIP));
    private final IcmpAnswer icmp = new IcmpAnswer(stamp);

    /** A datagram with options in a frame with room. */
    private static Frame datagram(byte[] options) {
        byte[] plain = Segment.ip(17, CLIENT, VIP, new byte[] {3, -24, 0, 53, 0, 9, 0, 0, 'x'}, 6);
        ByteBuffer frame = ByteBuffer.allocate(700);
        frame.put(plain, 0, 34).put(options).put(plain, 34, plain.length - 34);
        int length = frame.position();
        frame.put(14, (byte) (0x45 + options.length / 4))
                .putShort(16, (short) (length - 14))
                .putShort(24, (short) 0);
        frame.putShort(24, (short) ~InternetSum.fold(InternetSum.sum(frame, 14, 20 + options.length)));
        return new Frame().wrap(frame, 0, length, 700, 3);
    }

    private byte[] answer(String options) {
        Frame frame = datagram(HexFormat.of().parseHex(options));
        assertEquals(PacketView.Kind.TRANSPORT, view.parse(frame));
        stamp.stamp(view, view.destinationLow());
        return icmp.portUnreachable(view) ? CollectingOutlet.bytes(frame) : null;
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "07070401020304" + "01, 070708" + "0a010001" + "00", // the only place is the director's
        "070b0801020304" + "0000000000, 070b0c" + "01020304" + "0a010001" + "00",
        "070f0400000000" + "000000000000000000, 070f0c" + "0a010001" + "0a010001" + "00000000" + "00",
        "4408050000000000, 44080900" + "03d6a410",
        "44100500000000000000000000000000, 44100d00" + "03d6a410" + "03d6a410" + "00000000",
        "44140501000000000000000000000000" + "00000000, 44141501" + "0a010001" + "03d6a410" + "0a010001" + "03d6a410",
        "440c0503" + "0a01000100000000, 440c0d03" + "0a010001" + "03d6a410",
        "440c0503" + "0a07000100000000, 440c0503" + "0a070001" + "00000000",
        "4408090001020304, 44080910" + "01020304",
        "0707c801020304" + "01, 0707c801020304" + "00", // a pointer far beyond: full
        "4408f00001020304, 4408f010" + "01020304",
        "94040000, ''",
        "01010101, ''"
    })
    void shouldEchoWhatWasCollectedAndCollectItself(String options, String echoed) {
        byte[] answer = answer(options);
        int header = 20 + echoed.length() / 2;
        assertEquals(0x40 | header / 4, answer[14]);
        assertEquals(echoed, HexFormat.of().formatHex(Arrays.copyOfRange(answer, 34, 14 + header)));
        assertEquals(0xffff, InternetSum.fold(InternetSum.sum(ByteBuffer.wrap(answer), 14, header)));
        int length = ByteBuffer.wrap(answer).getShort(16);
        assertEquals(answer.length, 14 + length);
        assertEquals(0xffff, InternetSum.fold(InternetSum.sum(ByteBuffer.wrap(answer), 14 + header, length - header)));
    }

    /** As the kernel does: what is quoted has its options as they are now, and the checksum it came with. */
    @ParameterizedTest
    @CsvSource({"07070400000000" + "01, 070708" + "0a010001" + "01"})
    void shouldQuoteTheStampedOptionsUnderTheChecksumThatCame(String options, String stamped) {
        int came = datagram(HexFormat.of().parseHex(options)).u16(24);
        byte[] answer = answer(options);
        int quoted = 14 + 28 + 8;
        assertEquals(stamped, HexFormat.of().formatHex(Arrays.copyOfRange(answer, quoted + 20, quoted + 28)));
        assertEquals(came, ByteBuffer.wrap(answer).getShort(quoted + 10) & 0xffff);
    }

    @ParameterizedTest
    @CsvSource({"070c0801020304" + "0000000000", "440e0501000000000000000000000000", "440b0500" + "0000000000000000"})
    void shouldSayNothingWhereTheNextPlaceIsCut(String options) {
        assertTrue(answer(options) == null, "an error about options that cannot be echoed");
    }
}
