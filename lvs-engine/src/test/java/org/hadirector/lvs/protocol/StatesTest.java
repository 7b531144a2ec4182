package org.hadirector.lvs.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.hadirector.lvs.setting.Setting;
import org.hadirector.lvs.setting.SettingException;
import org.hadirector.lvs.setting.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every state, every direction, every packet: the tables are total, and some things hold throughout. */
class StatesTest {
    private static final int TCP_STATES = 11;
    private static final int SCTP_STATES = 14;
    private static final int CLOSED = 13;

    private final Settings settings = new Settings();
    private final TcpStates tcp = new TcpStates(new StateTimeouts(), settings);
    private final SctpStates sctp = new SctpStates(settings);

    private void secure(int mode) {
        try {
            settings.set(Setting.SECURE_TCP, Integer.toString(mode));
        } catch (SettingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void shouldKnowWhatEverySegmentDoesToEveryTcpState(int mode) {
        secure(mode);
        for (Direction direction : Direction.values()) {
            for (int state = 0; state < TCP_STATES; state++) {
                for (int flags = 0; flags < 256; flags++) {
                    int next = tcp.next(state, direction, flags);
                    assertTrue(next >= 0 && next < TCP_STATES);
                    assertTrue(tcp.timeoutSeconds(next) > 0);
                    assertFalse(tcp.name(next).isEmpty());
                    checkTcp(state, direction, flags, next);
                }
            }
        }
    }

    /** Only RST, SYN, FIN and ACK count, the first that is set; nothing returns to NONE; RST never establishes. */
    private void checkTcp(int state, Direction direction, int flags, int next) {
        int telling = flags & (TcpStates.RST | TcpStates.SYN | TcpStates.FIN | TcpStates.ACK);
        assertEquals(next, tcp.next(state, direction, telling));
        assertTrue(next != TcpStates.NONE);
        if ((flags & TcpStates.RST) != 0) {
            assertEquals(next, tcp.next(state, direction, TcpStates.RST));
            assertTrue(next != TcpStates.ESTABLISHED);
        } else if ((flags & TcpStates.SYN) != 0) {
            assertEquals(next, tcp.next(state, direction, TcpStates.SYN));
        } else if ((flags & TcpStates.FIN) != 0) {
            assertEquals(next, tcp.next(state, direction, TcpStates.FIN));
            assertTrue(next != TcpStates.ESTABLISHED);
        } else if (telling == 0) {
            assertEquals(TcpStates.CLOSE, next);
        }
    }

    /** With secure_tcp no client establishes a half-open connection whose replies pass here: its server must answer. */
    @Test
    void shouldNeedTheServersWordWhileSecure() {
        secure(2);
        Set<Integer> reached = new HashSet<>(Set.of(TcpStates.SYN_RECV));
        for (int round = 0; round < TCP_STATES; round++) {
            for (int state : Set.copyOf(reached)) {
                for (int flags = 0; flags < 32; flags++) {
                    reached.add(tcp.next(state, Direction.INPUT, flags));
                }
            }
        }
        assertFalse(reached.contains(TcpStates.ESTABLISHED), reached.toString());
        assertEquals(TcpStates.SYNACK, tcp.next(TcpStates.SYN_RECV, Direction.OUTPUT, TcpStates.SYN | TcpStates.ACK));
        assertEquals(TcpStates.ESTABLISHED, tcp.next(TcpStates.SYNACK, Direction.OUTPUT, TcpStates.ACK));
        secure(1);
        assertEquals(TcpStates.ESTABLISHED, tcp.next(TcpStates.SYN_RECV, Direction.INPUT, TcpStates.ACK));
    }

    @Test
    void shouldKnowWhatEveryChunkDoesToEverySctpState() {
        for (Direction direction : Direction.values()) {
            for (int state = 0; state < SCTP_STATES; state++) {
                for (int chunk = 0; chunk < 256; chunk++) {
                    int next = sctp.next(state, direction, chunk);
                    assertTrue(next > 0 && next < SCTP_STATES);
                    assertTrue(sctp.timeoutSeconds(next) > 0);
                    assertFalse(sctp.name(next).isEmpty());
                    assertEquals(sctp.isActive(next), sctp.name(next).equals("ESTABLISHED"));
                }
                int aborted = sctp.next(state, direction, SctpStates.ABORT);
                assertTrue(aborted == CLOSED || sctp.name(aborted).equals("REJECTED"));
                assertEquals(state, sctp.next(state, direction, -1), "a packet without a chunk says nothing");
            }
        }
    }

    @Test
    void shouldTakeUnknownChunksAsData() {
        for (int chunk = 15; chunk < 256; chunk++) {
            for (int state = 0; state < SCTP_STATES; state++) {
                assertEquals(
                        sctp.next(state, Direction.INPUT, SctpStates.DATA), sctp.next(state, Direction.INPUT, chunk));
            }
        }
    }
}
