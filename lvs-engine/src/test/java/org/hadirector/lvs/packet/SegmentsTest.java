package org.hadirector.lvs.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.golden.WireChecks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentsTest {
    private final PacketView view = new PacketView();
    private final Segments segments = new Segments();

    private static byte[] superFrame(boolean ipv6, int protocol, int payload) {
        int header = protocol == 6 ? 20 : 8;
        byte[] transport = new byte[header + payload];
        new Random(payload).nextBytes(transport);
        ByteBuffer bytes = ByteBuffer.wrap(transport);
        if (protocol == 6) {
            bytes.putInt(4, 1000).put(12, (byte) 0x50).put(13, (byte) 0x99); // CWR, ACK, PSH, FIN
        } else {
            bytes.putShort(4, (short) transport.length);
        }
        bytes.putShort(protocol == 6 ? 16 : 6, (short) 0);
        String client = ipv6 ? "fd04::1" : "10.4.0.1";
        String vip = ipv6 ? "fd01::1" : "10.1.0.1";
        return Segment.ip(protocol, Segment.address(client), Segment.address(vip), transport, protocol == 6 ? 16 : 6);
    }

    @ParameterizedTest
    @CsvSource({"false,6,1448,5000", "true,6,1428,5000", "false,17,1000,2001", "true,17,1200,1200", "false,6,1448,60000"
    })
    void shouldTakeApartAsAnInterfaceWould(boolean ipv6, int protocol, int size, int payload) {
        byte[] whole = superFrame(ipv6, protocol, payload);
        assertEquals(
                PacketView.Kind.TRANSPORT,
                view.parse(CollectingOutlet.frame(whole).segmentSize(size).checksumPartial(true)));
        int headers = whole.length - payload;
        assertEquals(headers - 14 + size, view.sizeOnTheWire());
        int count = segments.begin(view);
        assertEquals((payload + size - 1) / size, count);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            byte[] segment = CollectingOutlet.bytes(segments.segment(i));
            byte[] ip = Arrays.copyOfRange(segment, 14, segment.length);
            assertEquals(Optional.empty(), WireChecks.wrongChecksum(ip));
            assertTrue(segment.length <= headers + size);
            ByteBuffer bytes = ByteBuffer.wrap(segment);
            if (protocol == 6) {
                int tcp = headers - 20;
                assertEquals(1000 + i * size, bytes.getInt(tcp + 4));
                boolean last = i == count - 1;
                assertEquals((i == 0 ? 0x90 : 0x10) | (last ? 0x09 : 0), bytes.get(tcp + 13) & 0xff);
            } else {
                assertEquals(segment.length - headers + 8, bytes.getShort(headers - 4));
            }
            if (!ipv6) {
                assertEquals(1 + i, bytes.getShort(18), "identification goes on");
            }
            data.write(segment, headers, segment.length - headers);
        }
        assertEquals(ByteBuffer.wrap(whole, headers, payload).slice(), ByteBuffer.wrap(data.toByteArray()));
    }

    @Test
    void shouldRefuseWhatIsNotSeveral() {
        view.parse(CollectingOutlet.frame(superFrame(false, 6, 100)));
        assertEquals(0, segments.begin(view));
    }
}
