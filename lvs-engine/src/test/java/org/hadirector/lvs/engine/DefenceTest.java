package org.hadirector.lvs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.hadirector.lvs.forward.Drop;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.setting.Setting;
import org.hadirector.lvs.setting.SettingException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A table of 8,192 connections under floods of SYN from ever new addresses. */
class DefenceTest {
    private static final int LIMIT = 8192;
    private static final int CLIENTS = 200;
    private static final InetAddress VIP = Segment.address("10.1.0.1");

    private final EngineLab lab = new EngineLab(LIMIT);
    private final LvsEngine engine = lab.engine();
    private int attacker;

    @BeforeEach
    void serve() throws LvsException {
        lab.serve("rr", "10.1.0.1", "192.168.0.11", "192.168.0.12");
    }

    private void set(Setting setting, int value) {
        try {
            engine.settings().set(setting, Integer.toString(value));
        } catch (SettingException e) {
            throw new IllegalArgumentException(e);
        }
        lab.pass(1.1);
    }

    private boolean passes(InetAddress client, int port, int flags) {
        return lab.send(Segment.tcp(client, port, VIP, 80, flags)).size() == 1;
    }

    private static InetAddress client(int number) {
        return Segment.address("10.4." + number / 250 + "." + (1 + number % 250));
    }

    private void establish() {
        for (int i = 0; i < CLIENTS; i++) {
            assertTrue(passes(client(i), 1000, Segment.SYN));
            assertTrue(passes(client(i), 1000, Segment.ACK));
        }
    }

    /** SYNs of so many new addresses; how many were forwarded. */
    private int flood(int packets) {
        int forwarded = 0;
        for (int i = 0; i < packets; i++, attacker++) {
            InetAddress spoofed = Segment.address(
                    "11." + (attacker >> 16 & 255) + "." + (attacker >> 8 & 255) + "." + (attacker & 255));
            forwarded += passes(spoofed, 2000, Segment.SYN) ? 1 : 0;
        }
        return forwarded;
    }

    private int establishedThatPass() {
        int passing = 0;
        for (int i = 0; i < CLIENTS; i++) {
            passing += passes(client(i), 1000, Segment.ACK | Segment.PSH) ? 1 : 0;
        }
        return passing;
    }

    @Test
    void shouldStopAtTheLimitAndSaySoWithoutDefence() {
        establish();
        assertEquals(LIMIT - CLIENTS, flood(20_000));
        assertEquals(LIMIT, engine.connectionCount());
        assertEquals(20_000 - (LIMIT - CLIENTS), engine.drops().get(Drop.TABLE_FULL));
        assertEquals(CLIENTS, establishedThatPass());
        assertFalse(passes(client(CLIENTS), 1000, Segment.SYN), "a full table takes nobody");
        assertEquals(0, engine.defence().givenUp());
        assertTrue(engine.defence().memoryShort());
    }

    @Test
    void shouldLetNewClientsInDuringAFlood() {
        set(Setting.DROP_ENTRY, 1);
        establish();
        flood(20_000);
        int served = 0;
        for (int i = 0; i < 100; i++) {
            InetAddress late = client(CLIENTS + i);
            assertTrue(passes(late, 1000, Segment.SYN));
            flood(20); // what comes within a round trip
            served += passes(late, 1000, Segment.ACK) ? 1 : 0;
        }
        assertTrue(served > 90, served + " of 100 handshakes in a flood");
        assertEquals(CLIENTS, establishedThatPass());
        assertTrue(engine.connectionCount() <= LIMIT);
        assertEquals(0, engine.drops().get(Drop.TABLE_FULL));
        assertTrue(engine.defence().givenUp() > 10_000);
    }

    @Test
    void shouldActByItselfWhileMemoryIsShort() {
        set(Setting.DROP_ENTRY, 1);
        set(Setting.SECURE_TCP, 1);
        assertEquals(1, engine.settings().get(Setting.DROP_ENTRY));
        flood(LIMIT);
        lab.pass(1.1);
        assertEquals(2, engine.settings().get(Setting.DROP_ENTRY));
        assertEquals(2, engine.settings().get(Setting.SECURE_TCP));
        lab.pass(61);
        lab.pass(1.1);
        assertEquals(0, engine.connectionCount());
        assertEquals(1, engine.settings().get(Setting.DROP_ENTRY));
        assertEquals(1, engine.settings().get(Setting.SECURE_TCP));
    }

    @Test
    void shouldGiveUpHalfOpenConnectionsBitByBit() {
        flood(4000);
        set(Setting.DROP_ENTRY, 3);
        for (int i = 0; i < 160; i++) {
            lab.pass(0.1);
        }
        assertTrue(engine.connectionCount() < 2500, engine.connectionCount() + " left after half a sweep");
        assertTrue(engine.connectionCount() > 1000, engine.connectionCount() + " left after half a sweep");
    }

    /** The packet thread sleeps when there is no work: a sweep must not look like work all the time. */
    @Test
    void shouldSweepInPortionsWithPauses() throws IOException {
        flood(8000);
        set(Setting.DROP_ENTRY, 3);
        int working = 0;
        for (int i = 0; i < 10_000; i++) {
            working += lab.round(10_000) > 0 ? 1 : 0;
        }
        assertTrue(working <= 20, working + " of 10,000 rounds in 100 ms had work");
        int before = engine.connectionCount();
        lab.pass(0.9);
        assertTrue(before - engine.connectionCount() > 150, "a pause is made good in several portions");
    }

    @Test
    void shouldSpareTheEstablishedUnlessIdleWithFewPackets() {
        establish();
        for (int i = 0; i < 100; i++) {
            for (int packet = 0; packet < 10; packet++) {
                passes(client(i), 1000, Segment.ACK);
            }
        }
        set(Setting.DROP_ENTRY, 3);
        for (int i = 0; i < 400; i++) {
            lab.pass(0.1);
        }
        assertEquals(CLIENTS, engine.connectionCount(), "none was idle for a minute");
        for (int i = 0; i < 1300; i++) {
            lab.pass(0.1);
        }
        assertTrue(engine.connectionCount() < CLIENTS, "idle ones with two packets go");
        assertTrue(engine.connectionCount() >= 100, "those with many packets stay");
    }

    @Test
    void shouldSpareConnectionsThatAreClosing() {
        establish();
        for (int i = 0; i < CLIENTS; i++) {
            passes(client(i), 1000, Segment.FIN | Segment.ACK);
        }
        set(Setting.DROP_ENTRY, 3);
        for (int i = 0; i < 500; i++) {
            lab.pass(0.1);
        }
        assertEquals(CLIENTS, engine.connectionCount());
        assertEquals(0, engine.defence().givenUp());
    }

    /** Of one-packet services templates are all that is kept; of others they go unless somebody was established. */
    @Test
    void shouldSpareTemplatesThatAreAllThereIs() throws LvsException {
        for (boolean onePacket : List.of(false, true)) {
            ServiceKey key = new ServiceKey(17, VIP, onePacket ? 53 : 54);
            engine.addService(new VirtualService(key, "rr", Set.of(), 3600, -1, "", onePacket));
            engine.addServer(key, EngineLab.server("192.168.0.11", key.port(), 1));
            lab.work();
            lab.send(Segment.udp(client(0), 1000, VIP, key.port(), 4));
        }
        assertEquals(3, engine.connectionCount());
        lab.pass(301);
        set(Setting.DROP_ENTRY, 3);
        for (int i = 0; i < 500; i++) {
            lab.pass(0.1);
        }
        assertEquals(
                List.of(53),
                lab.connections().stream().map(ListedConnection::virtualPort).toList());
    }

    @Test
    void shouldTurnAwayOneInSoManyNewConnections() {
        set(Setting.AM_DROPRATE, 4);
        set(Setting.DROP_PACKET, 3);
        assertEquals(750, flood(1000));
        assertEquals(250, engine.drops().get(Drop.DEFENCE));
        set(Setting.DROP_PACKET, 0);
        establish();
        set(Setting.DROP_PACKET, 3);
        assertEquals(CLIENTS, establishedThatPass());
    }

    @Test
    void shouldTurnAwayMoreTheLessMemoryIsLeft() {
        set(Setting.DROP_PACKET, 1);
        assertEquals(LIMIT * 3 / 4, flood(LIMIT * 3 / 4));
        flood(200);
        lab.pass(1.1);
        assertEquals(2, engine.settings().get(Setting.DROP_PACKET));
        int some = flood(500);
        lab.pass(1.1);
        flood(1200);
        lab.pass(1.1);
        int fewer = flood(500);
        assertTrue(some > fewer && fewer > 0, some + " then " + fewer);
    }

    @Test
    void shouldNotEstablishOnTheClientsWordAloneWhileSecure() throws LvsException {
        set(Setting.SECURE_TCP, 3);
        InetAddress server = Segment.address("192.168.0.21");
        lab.neighbour(server);
        engine.deleteService(EngineLab.tcp("10.1.0.1", 80));
        lab.serve("rr", "10.1.0.1");
        engine.addServer(
                EngineLab.tcp("10.1.0.1", 80),
                new org.hadirector.lvs.model.RealServer(
                        server, 80, org.hadirector.lvs.model.ForwardingMethod.MASQUERADE, 1));
        passes(client(0), 1000, Segment.SYN);
        passes(client(0), 1000, Segment.ACK);
        assertEquals("SYN_RECV", lab.connections().get(0).state());
    }
}
