package org.hadirector.lvs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hadirector.lvs.forward.Drop;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.setting.Setting;
import org.hadirector.lvs.setting.SettingException;
import org.junit.jupiter.api.Test;

/** What settings change that the recorded cases do not show. */
class SettingsEffectsTest {
    private static final InetAddress CLIENT = Segment.address("10.4.0.1");
    private static final InetAddress VIP = Segment.address("10.1.0.1");
    private static final InetAddress SERVER = Segment.address("192.168.0.11");

    private final EngineLab lab = new EngineLab();
    private final LvsEngine engine = lab.engine();

    private void set(Setting setting, int value) {
        try {
            engine.settings().set(setting, Integer.toString(value));
        } catch (SettingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private int tcp(int flags) {
        return lab.send(Segment.tcp(CLIENT, 1000, VIP, 80, flags)).size();
    }

    private String state() {
        List<ListedConnection> connections = lab.connections();
        return connections.isEmpty() ? "none" : connections.get(0).state();
    }

    @Test
    void shouldOpenTcpInTheMiddleWhenSloppy() throws LvsException {
        lab.serve("rr", "10.1.0.1", "192.168.0.11");
        assertEquals(0, tcp(Segment.ACK));
        set(Setting.SLOPPY_TCP, 1);
        assertEquals(0, tcp(Segment.RST));
        assertEquals("none", state());
        assertEquals(1, tcp(Segment.ACK));
        assertEquals("ESTABLISHED", state());
    }

    @Test
    void shouldOpenSctpInTheMiddleWhenSloppy() throws LvsException {
        ServiceKey key = new ServiceKey(132, VIP, 2905);
        engine.addService(new VirtualService(key, "rr"));
        engine.addServer(key, new RealServer(SERVER, 2905, ForwardingMethod.DIRECT_ROUTE, 1));
        lab.neighbour(SERVER);
        lab.work();
        assertEquals(0, sctp(0));
        set(Setting.SLOPPY_SCTP, 1);
        assertEquals(0, sctp(6));
        assertEquals("none", state());
        assertEquals(1, sctp(0));
        assertEquals("ESTABLISHED", state());
        assertEquals(1, engine.service(key).orElseThrow().servers().get(0).active());
    }

    private int sctp(int chunk) {
        return lab.send(Segment.sctp(CLIENT, 1000, VIP, 2905, chunk, new byte[4]))
                .size();
    }

    @Test
    void shouldLeaveDataOfAnEndedConnectionToTheStack() throws LvsException {
        ServiceKey key = lab.serve("rr", "10.1.0.1", "192.168.0.11");
        tcp(Segment.SYN);
        tcp(Segment.ACK);
        engine.deleteServer(key, EngineLab.server("192.168.0.11", 80, 1));
        assertEquals(0, tcp(Segment.ACK));
        assertEquals("ESTABLISHED", state(), "kept, and silent");
        assertEquals(1, engine.drops().get(Drop.SERVER_GONE));
        set(Setting.EXPIRE_NODEST_CONN, 1);
        lab.path().local();
        tcp(Segment.ACK);
        assertEquals("none", state());
        assertEquals(1, lab.path().local().size(), "the stack answers with RST");
    }

    /** The connection that announced a data connection must outlive it, whatever the settings say. */
    @Test
    void shouldNotEndAConnectionOnWhichAnotherDepends() throws LvsException {
        ServiceKey key = EngineLab.tcp("10.1.0.1", 21);
        RealServer server = new RealServer(SERVER, 21, ForwardingMethod.MASQUERADE, 1);
        engine.addService(new VirtualService(key, "rr"));
        engine.addServer(key, server);
        lab.neighbour(SERVER);
        set(Setting.EXPIRE_NODEST_CONN, 1);
        lab.work();
        lab.send(Segment.tcp(CLIENT, 1000, VIP, 21, Segment.SYN));
        lab.send(EngineLab.SERVERS, 0, Segment.tcp(SERVER, 21, CLIENT, 1000, Segment.SYN | Segment.ACK));
        lab.send(Segment.tcp(CLIENT, 1000, VIP, 21, Segment.ACK));
        lab.send(says(CLIENT, 1000, VIP, 21, "PASV\r\n"));
        lab.send(
                EngineLab.SERVERS,
                0,
                says(SERVER, 21, CLIENT, 1000, "227 Entering Passive Mode (192,168,0,11,19,137)\r\n"));
        assertEquals(2, lab.connections().size());
        engine.editServer(key, server.withWeight(0));
        lab.send(Segment.tcp(CLIENT, 1000, VIP, 21, Segment.SYN));
        assertEquals(2, lab.connections().size(), "a quiescent server, but a data connection is expected");
        engine.deleteServer(key, server);
        lab.work();
        assertTrue(lab.connections().isEmpty(), "the expected connection goes with its server, then the other");
    }

    @Test
    void shouldEndConnectionsOfADeletedServerAtOnceAndTemplatesWithThem() throws LvsException {
        ServiceKey key = EngineLab.tcp("10.1.0.1", 80);
        engine.addService(new VirtualService(key, "rr", 60, 32));
        RealServer server = EngineLab.server("192.168.0.11", 80, 1);
        engine.addServer(key, server);
        lab.neighbour(SERVER);
        set(Setting.EXPIRE_NODEST_CONN, 1);
        lab.work();
        int many = 10_000; // more than one portion of the walk
        for (int i = 0; i < many; i++) {
            lab.send(Segment.tcp(CLIENT, 1000 + i, VIP, 80, Segment.SYN));
        }
        assertEquals(many + 1, lab.connections().size());
        engine.deleteServer(key, server);
        lab.work();
        assertTrue(lab.connections().isEmpty(), "no packet was needed");
    }

    private static byte[] says(InetAddress from, int port, InetAddress to, int toPort, String line) {
        byte[] text = line.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer tcp = ByteBuffer.allocate(20 + text.length);
        tcp.putShort((short) port).putShort((short) toPort).putInt(1001).putInt(1001);
        tcp.put((byte) 0x50)
                .put((byte) (Segment.PSH | Segment.ACK))
                .putShort((short) 8192)
                .putInt(0);
        tcp.put(text);
        return Segment.ip(6, from, to, tcp.array(), 16);
    }
}
