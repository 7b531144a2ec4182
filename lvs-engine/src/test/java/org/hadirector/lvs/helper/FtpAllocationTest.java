package org.hadirector.lvs.helper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.conn.ConnectionTable;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.forward.DropCounters;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.protocol.TcpStates;
import org.junit.jupiter.api.Test;

/** A control connection costs no allocation, whatever is said on it, in either direction. */
class FtpAllocationTest {
    private static final InetAddress CLIENT = Segment.address("10.4.0.1");
    private static final InetAddress VIP = Segment.address("10.1.0.1");
    private static final InetAddress SERVER = Segment.address("192.168.100.111");
    private static final int ROUNDS = 5_000;

    private final ConnectionTable table = new ConnectionTable(4096, 1);
    private final FtpHelper helper = new FtpHelper(table, new DropCounters());
    private final PacketView view = new PacketView();
    private final Frame frame = new Frame();
    private final ByteBuffer buffer = ByteBuffer.allocate(512);
    private final byte[][] client = {segment(CLIENT, VIP, "NOOP\r\n"), segment(CLIENT, VIP, "PASV\r\n")};
    private final byte[][] server = {
        segment(SERVER, CLIENT, "200 ok\r\n"), segment(SERVER, CLIENT, "227 (192,168,100,111,175,200)\r\n")
    };
    private final Expectations nothing = new Expectations() {
        @Override
        public int passive(int control, int port) {
            return ConnectionTable.NONE;
        }

        @Override
        public int active(int control, int clientPort) {
            return ConnectionTable.NONE;
        }

        @Override
        public boolean isPending(int row, int control) {
            return false;
        }

        @Override
        public void cancel(int row) {}
    };
    private int row;
    private int clientNext = 1000;
    private int serverNext = 1000;
    private long passed;

    private static byte[] segment(InetAddress from, InetAddress to, String text) {
        return Segment.tcp(from, 21, to, 21, Segment.ACK, text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void shouldAllocateNothing() {
        ConnectionKey key = new ConnectionKey()
                .protocol(6)
                .client(Addresses.high(CLIENT), Addresses.low(CLIENT), 21)
                .virtual(Addresses.high(VIP), Addresses.low(VIP), 21);
        row = table.add(key, 0, ConnectionTable.HELPED);
        table.state(row, TcpStates.ESTABLISHED);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        talk();
        talk();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long before = threads.getThreadAllocatedBytes(id);
            talk();
            least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
        }
        long itself = threads.getThreadAllocatedBytes(id);
        itself = threads.getThreadAllocatedBytes(id) - itself;
        assertEquals(0, least - itself, "bytes for " + 4 * ROUNDS + " segments");
        assertEquals(5 * 4 * ROUNDS, passed);
        assertEquals(1, helper.size());
        assertTrue(serverNext - clientNext > ROUNDS, "they have spoken");
    }

    private void talk() {
        for (int i = 0; i < 2 * ROUNDS; i++) {
            clientNext = put(client[i & 1], clientNext);
            passed += helper.fromClient(row, view, nothing) ? 1 : 0;
            serverNext = put(server[i & 1], serverNext);
            passed += helper.fromServer(row, view, nothing) ? 1 : 0;
        }
    }

    private int put(byte[] segment, int sequence) {
        buffer.put(0, segment).putInt(38, sequence);
        frame.wrap(buffer, 0, segment.length, 512, 1).checksumPartial(true);
        view.parse(frame);
        return sequence + segment.length - 54;
    }
}
