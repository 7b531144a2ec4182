package org.hadirector.lvs.path.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.path.PacketPath;
import org.hadirector.lvs.path.PacketPathContract;
import org.hadirector.lvs.path.ServiceKey;
import org.junit.jupiter.api.Test;

class MemoryPacketPathTest extends PacketPathContract {
    private long nowNs = 1_000;
    private final MemoryPacketPath path = new MemoryPacketPath(() -> nowNs);

    @Override
    protected PacketPath path() {
        return path;
    }

    @Override
    protected void deliver(byte[] frame) {
        path.deliver(1, 0, frame);
    }

    @Override
    protected List<byte[]> sent() {
        return path.sent().stream().map(MemoryPacketPath.Sent::frame).toList();
    }

    @Override
    protected int outInterface() {
        return 2;
    }

    @Override
    protected long later() {
        return nowNs + 1_000_000;
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
    void shouldHandUpRepliesOfMasqueradedServersOnly() throws IOException {
        path.divertReplies(new ServiceKey(6, java.net.InetAddress.getByName("10.4.0.1"), 1000));
        deliver(tcp(vip(), 80, 20));
        assertEquals(1, path.poll(f -> PacketHandler.DROP, 10));
        path.undivertReplies(new ServiceKey(6, java.net.InetAddress.getByName("10.4.0.1"), 1000));
        deliver(tcp(vip(), 80, 20));
        assertEquals(0, path.poll(f -> PacketHandler.DROP, 10));
    }

    @Test
    void shouldRefuseEverythingOnceClosed() {
        path.close();
        assertThrows(IOException.class, () -> path.guard(vip()));
        assertThrows(IOException.class, () -> path.poll(f -> PacketHandler.DROP, 1));
    }
}
