package org.hadirector.lvs.packet;

import static org.hadirector.lvs.packet.InternetSum.fold;
import static org.hadirector.lvs.packet.InternetSum.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.golden.WireChecks;
import org.hadirector.lvs.path.Frame;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IcmpTranslationTest {
    private static final int QUOTED = 14 + 20 + 8;

    /** An error about a packet from one address to another, whose TTL a router counted down and nothing else. */
    private static byte[] error(String reporter, String from, String to, int options) {
        byte[] message = new byte[8 + 20 + options + 8];
        ByteBuffer quoted = ByteBuffer.wrap(message).putShort((short) 0x0304).position(8);
        quoted.put((byte) (0x45 + options / 4)).put((byte) 0).putShort((short) 1400);
        quoted.putInt(0x0001_4000).put((byte) 64).put((byte) 6).putShort((short) 0);
        quoted.put(Segment.address(from).getAddress()).put(Segment.address(to).getAddress());
        for (int i = 0; i < options; i++) {
            quoted.put((byte) 1);
        }
        quoted.putShort((short) 1000).putShort((short) 80);
        ByteBuffer whole = ByteBuffer.wrap(message);
        whole.putShort(8 + 10, (short) ~fold(sum(whole, 8, 20 + options)));
        whole.put(8 + 8, (byte) 60);
        return Segment.ip(1, Segment.address(reporter), Segment.address(from), message, 2);
    }

    @ParameterizedTest
    @CsvSource({"true,0", "true,8", "false,0", "false,8"})
    void shouldMakeTheQuotedHeadersChecksumRight(boolean towardsServer, int options) {
        Frame frame = CollectingOutlet.frame(error("10.77.0.1", "10.1.0.1", "10.4.0.1", options));
        PacketView view = new PacketView();
        view.parse(frame);
        QuotedPacket quoted = new QuotedPacket();
        assertTrue(quoted.parse(frame, QUOTED, 28 + options));
        assertNotEquals(0xffff, fold(sum(ByteBuffer.wrap(CollectingOutlet.bytes(frame)), QUOTED, 20 + options)));
        if (towardsServer) {
            IcmpTranslation.towardsServer(view, quoted, Addresses.IPV4_HIGH, 0xc0a8_000b, 8080);
        } else {
            IcmpTranslation.towardsClient(view, quoted, Addresses.IPV4_HIGH, 0xc0a8_000b, 8080);
        }
        byte[] bytes = CollectingOutlet.bytes(frame);
        assertEquals(0xffff, fold(sum(ByteBuffer.wrap(bytes), QUOTED, 20 + options)));
        assertEquals(Optional.empty(), WireChecks.wrongChecksum(Arrays.copyOfRange(bytes, 14, bytes.length)));
        assertEquals(0xc0a8_000b, ByteBuffer.wrap(bytes).getInt(QUOTED + (towardsServer ? 12 : 16)));
        assertEquals(60, bytes[QUOTED + 8]);
    }
}
