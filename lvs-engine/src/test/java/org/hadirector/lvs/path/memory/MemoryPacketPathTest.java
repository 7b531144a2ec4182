package org.hadirector.lvs.path.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.path.PacketPath;
import org.hadirector.lvs.path.PacketPathContract;
import org.hadirector.lvs.path.ServiceKey;
import org.junit.jupiter.api.Test;

class MemoryPacketPathTest extends PacketPathContract {
    private long nowNs = 1_000;
    private final MemoryPacketPath path = new MemoryPacketPath(() -> nowNs, 64);

    @Override
    protected PacketPath path() {
        return path;
    }

    @Override
    protected void deliver(byte[] frame) {
        path.deliver(1, 0, frame);
    }

    @Override
    protected void leave(byte[] frame) {
        path.leave(2, frame);
    }

    @Override
    protected List<byte[]> sent() {
        return path.sent().stream().map(MemoryPacketPath.Sent::frame).toList();
    }

    @Override
    protected InetAddress own(boolean ipv6) throws IOException {
        InetAddress own = InetAddress.getByName(ipv6 ? "fd00:1::2" : "10.1.0.2");
        path.local(own);
        return own;
    }

    @Override
    protected int outInterface() {
        return 2;
    }

    @Override
    protected long later() {
        return nowNs + 1_000_000;
    }

    @Override
    protected void passUntil(long timeNs) {
        nowNs = timeNs;
    }

    @Test
    void shouldFallSilentWhenTheLeaseRunsOutOnItsOwn() throws IOException {
        path.guard(vip());
        path.lease(vip(), later());
        deliver(tcp(vip(), 80, 20));
        assertEquals(1, path.local().size());
        nowNs = later();
        deliver(tcp(vip(), 80, 20));
        assertEquals(0, path.local().size());
    }

    @Test
    void shouldRefuseEverythingOnceClosed() {
        path.close();
        assertThrows(IOException.class, () -> path.guard(vip()));
        assertThrows(IOException.class, () -> path.poll(f -> PacketHandler.DROP, 1));
    }

    @Test
    void shouldSendWhatTheOutletGaveOutBeforeTheFrameItself() throws IOException {
        path.divert(new ServiceKey(6, vip(), 80));
        deliver(tcp(vip(), 80, 20));
        path.poll(
                received -> {
                    Frame further = path.outlet().frame(20);
                    for (int i = 0; i < 20; i++) {
                        further.u8(i, i);
                    }
                    path.outlet().send(3);
                    received.grow(4);
                    received.s32(0, 0x01020304);
                    return 2;
                },
                10);
        List<MemoryPacketPath.Sent> sent = path.sent();
        assertEquals(
                List.of(3, 2), List.of(sent.get(0).interfaceIndex(), sent.get(1).interfaceIndex()));
        assertEquals(20, sent.get(0).frame().length);
        assertEquals(19, sent.get(0).frame()[19]);
        assertEquals(4 + tcp(vip(), 80, 20).length, sent.get(1).frame().length);
        assertEquals(4, sent.get(1).frame()[3]);
        assertEquals(tcp(vip(), 80, 20)[12], sent.get(1).frame()[16]);
        assertThrows(IllegalStateException.class, () -> path.outlet().send(3));
    }

    @Test
    void shouldCountAConsumedFrameAsNeitherSentNorDropped() throws IOException {
        path.divert(new ServiceKey(6, vip(), 80));
        deliver(tcp(vip(), 80, 20));
        path.poll(received -> PacketHandler.CONSUMED, 10);
        assertEquals(0, path.sent().size() + path.local().size());
        assertEquals(1, path.counters().received());
        assertEquals(0, path.counters().dropped());
    }
}
