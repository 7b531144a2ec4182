package org.hadirector.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is put into a message is in it, however long it gets. */
class NetlinkMessageTest {
    private static final int FAMILY_HEADER = 8;

    @Test
    void shouldGrowWithWhatIsPutIntoIt() {
        byte[] large = new byte[3000];
        Arrays.fill(large, (byte) 7);
        NetlinkMessage message = new NetlinkMessage(20, NetlinkMessage.F_CREATE)
                .u8(2)
                .u8(24)
                .u16(0)
                .u32(5)
                .attribute(1, "eth0");
        int nested = message.beginNested(2);
        for (int i = 0; i < 40; i++) {
            message.attributeU32(100 + i, i).attributeU16(200 + i, i);
        }
        message.attribute(3, large).endNested(nested);

        byte[] bytes = message.finish(77);

        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        assertEquals(bytes.length, header.getInt(0));
        assertEquals(20, header.getShort(4));
        assertEquals(77, header.getInt(8));
        assertEquals(24, header.get(NetlinkMessage.HEADER + 1));
        Map<Integer, byte[]> attributes = NetlinkReply.attributes(bytes, NetlinkMessage.HEADER + FAMILY_HEADER);
        assertEquals("eth0", NetlinkReply.text(attributes.get(1)));
        Map<Integer, byte[]> inner = NetlinkReply.attributes(attributes.get(2), 0);
        assertEquals(81, inner.size());
        assertEquals(39, NetlinkReply.u32(inner.get(139)));
        assertArrayEquals(large, inner.get(3));
    }
}
