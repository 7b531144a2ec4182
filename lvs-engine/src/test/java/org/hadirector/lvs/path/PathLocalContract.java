package org.hadirector.lvs.path;

import static org.hadirector.lvs.engine.Segment.address;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import org.hadirector.lvs.engine.Segment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every data path does with frames that speak for an address of this machine: answers of servers here, forgeries.
 */
public abstract class PathLocalContract extends PathDiversionContract {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int SERVER = 8080;
    private static final int[] EXTENSIONS = {0, 43, 44, 51, 60, 135};

    /** Whether a frame of this machine's own goes up as it leaves. */
    private boolean isTakenUp(byte[] frame) throws IOException {
        leave(frame);
        return wentUp(frame[12] != 8);
    }

    private static byte[] answer(InetAddress from, int port) {
        return Segment.tcp(from, port, client(from.getAddress().length == 16), 1000, Segment.ACK);
    }

    private static byte[] question(InetAddress to, int port) {
        return Segment.tcp(client(to.getAddress().length == 16), 1000, to, port, Segment.ACK);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeUpWhatServersOfThisMachineAnswer(boolean ipv6) throws IOException {
        serve(ipv6);
        InetAddress own = own(ipv6);
        assertFalse(isTakenUp(answer(own, SERVER)), "nobody asked for it yet");
        path().divertReplies(new ServiceKey(TCP, own, SERVER));
        assertTrue(isTakenUp(answer(own, SERVER)));
        assertFalse(isTakenUp(answer(own, SERVER + 1)), "another port");
        assertFalse(isTakenUp(Segment.udp(own, SERVER, client(ipv6), 1000, 8)), "another protocol");
        assertFalse(isTakenUp(question(server(ipv6), SERVER)), "towards a server");
        path().divertReplies(new ServiceKey(TCP, server(ipv6), SERVER));
        assertFalse(isTakenUp(answer(server(ipv6), SERVER)), "of another machine's: it was up as it came in");
        path().divertReplies(new ServiceKey(TCP, vip(ipv6), SERVER));
        assertFalse(isTakenUp(answer(vip(ipv6), SERVER)), "in the name of an address that this machine has not");
        path().undivertReplies(new ServiceKey(TCP, own, SERVER));
        assertFalse(isTakenUp(answer(own, SERVER)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeUpErrorsAboutWhatWasForAServerOfThisMachine(boolean ipv6) throws IOException {
        serve(ipv6);
        InetAddress own = own(ipv6);
        path().divertReplies(new ServiceKey(UDP, own, SERVER));
        byte[] translated = Segment.udp(client(ipv6), 1000, own, SERVER, 8);
        byte[] untouched = Segment.udp(client(ipv6), 1000, own, SERVER + 1, 8);
        byte[] routed = Segment.udp(client(ipv6), 1000, server(ipv6), SERVER, 8);
        assertTrue(isTakenUp(error(own, client(ipv6), translated)));
        assertFalse(isTakenUp(error(own, client(ipv6), untouched)), "its own business");
        assertFalse(isTakenUp(error(own, client(ipv6), routed)), "as a router");
        if (!ipv6) {
            assertFalse(isTakenUp(error(own, client(false), piece(translated, 1))), "a later fragment has no ports");
        }
        byte[] echo = error(own, client(ipv6), translated);
        echo[ipv6 ? 54 : 34] = (byte) (ipv6 ? 128 : 8);
        assertFalse(isTakenUp(echo), "no error");
    }

    @Test
    void shouldTakeUpFragmentsOfServersOfThisMachine() throws IOException {
        serve(false);
        InetAddress own = own(false);
        byte[] answer = Segment.ip(UDP, own, client(false), new byte[24], -1);
        assertFalse(isTakenUp(piece(answer, 0x2000)), "nobody asked for it yet");
        path().divertReplies(new ServiceKey(UDP, own, SERVER));
        for (int offset : new int[] {0x2000, 0x2001, 0x0001}) {
            assertTrue(isTakenUp(piece(answer, offset)), "offset " + offset);
        }
    }

    @Test
    void shouldTakeUpExtensionHeadersOfServersOfThisMachine() throws IOException {
        serve(true);
        InetAddress own = own(true);
        path().divertReplies(new ServiceKey(UDP, server(true), SERVER));
        for (int header : EXTENSIONS) {
            byte[] answer = Segment.ip(header, own, client(true), new byte[24], 2);
            assertFalse(isTakenUp(answer), "nobody asked for it yet: header " + header);
        }
        path().divertReplies(new ServiceKey(UDP, own, SERVER));
        for (int header : EXTENSIONS) {
            byte[] answer = Segment.ip(header, own, client(true), new byte[24], 2);
            byte[] question = Segment.ip(header, client(true), own, new byte[24], 2);
            byte[] routed = Segment.ip(header, client(true), server(true), new byte[24], 2);
            assertTrue(isTakenUp(answer), "header " + header);
            assertTrue(isTakenUp(error(own, client(true), question)), "an error that quotes header " + header);
            assertFalse(isTakenUp(error(own, client(true), routed)), "an error as a router, header " + header);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSilenceServersOfThisMachineWithTheLease(boolean ipv6) throws IOException {
        serve(ipv6);
        InetAddress own = own(ipv6);
        path().divertReplies(new ServiceKey(TCP, own, SERVER));
        path().guard(own);
        assertFalse(isTakenUp(answer(own, SERVER)));
        assertEquals(1, path().counters().silenced());
        path().lease(own, later());
        assertTrue(isTakenUp(answer(own, SERVER)));
    }

    /**
     * A mark's service has packets for others go up; what says that it is ours would be taken for an answer, and sent
     * on.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLeaveToTheStackWhatComesInFromAnAddressOfOurs(boolean ipv6) throws IOException {
        serve(ipv6);
        InetAddress own = own(ipv6);
        InetAddress elsewhere = address(ipv6 ? "fd00:8::1" : "10.8.0.1");
        path().divert(new ServiceKey(TCP, elsewhere, 80));
        path().divertReplies(new ServiceKey(TCP, own, SERVER));
        assertTrue(goesUp(question(elsewhere, 80)));
        assertFalse(goesUp(Segment.tcp(own, 1000, elsewhere, 80, Segment.ACK)), "as a client's");
        assertFalse(goesUp(answer(own, SERVER)), "as a server's");
        byte[] sent = Segment.tcp(elsewhere, 80, client(ipv6), 1000, Segment.ACK);
        assertTrue(goesUp(error(router(ipv6), elsewhere, sent)));
        assertFalse(goesUp(error(own, elsewhere, sent)), "as a router's");
    }
}
