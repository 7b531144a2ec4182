package org.hadirector.lvs.helper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.hadirector.lvs.engine.EngineLab;
import org.hadirector.lvs.engine.LvsException;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.ServiceKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A 227 may name any address: the client sees the virtual one, and is led to the server and nowhere else. */
class FtpAddressTest {
    private static final String CLIENT = "10.4.0.1";
    private static final String VIP = "10.1.0.1";
    private static final String SERVER = "192.168.0.11";

    private final EngineLab lab = new EngineLab();

    private FtpTalk session() throws LvsException {
        ServiceKey key = EngineLab.tcp(VIP, 21);
        InetAddress address = Segment.address(SERVER);
        lab.engine().addService(new VirtualService(key, "rr"));
        lab.neighbour(address).engine().addServer(key, new RealServer(address, 21, ForwardingMethod.MASQUERADE, 1));
        lab.work();
        FtpTalk talk = new FtpTalk(lab);
        assertTrue(talk.connect(CLIENT, 50_000, VIP, 21));
        return talk;
    }

    private static String answered(FtpTalk talk, String answer) {
        talk.say(talk.client(), "PASV\r\n").say(talk.server(), answer);
        return talk.client().heard();
    }

    private static void assertAllAcknowledged(FtpTalk talk) {
        talk.say(talk.client(), "NOOP\r\n").say(talk.server(), "200 ok\r\n");
        assertEquals("200 ok\r\n", talk.client().heard());
        assertEquals(talk.server().sent(), talk.server().acknowledged(), "the server's bytes");
        assertEquals(talk.client().sent(), talk.client().acknowledged(), "the client's bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SERVER,
                VIP,
                CLIENT,
                "192.168.0.12",
                "10.4.0.2",
                "0.0.0.0",
                "127.0.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "8.8.8.8",
            })
    void shouldLeadToTheServerWhateverAddressItNames(String address) throws LvsException {
        lab.neighbour(Segment.address("192.168.0.12"));
        FtpTalk talk = session();
        assertEquals(
                "227 Entering Passive Mode (10,1,0,1,175,200).\r\n",
                answered(talk, "227 Entering Passive Mode (" + address.replace('.', ',') + ",175,200).\r\n"));
        assertAllAcknowledged(talk);
        FtpTalk data = new FtpTalk(lab);
        assertTrue(data.connect(CLIENT, 50_001, VIP, 45_000));
        assertEquals(SERVER + ":45000", data.server().name());
        assertFalse(new FtpTalk(lab).connect("10.4.0.2", 50_001, VIP, 45_000), "another client");
    }

    /** As recorded of the kernel's helper: the numbers begin at the first digit, or behind the first bracket. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "227 192,168,0,11,195,60|227 10,1,0,1,195,60",
                "227 =1,2,3,4,195,60|227 =10,1,0,1,195,60",
                "227 ((192,168,0,11,195,60))|227 ((10,1,0,1,195,60))",
                "227 (192,168,000,011,195,60)|227 (10,1,0,1,195,60)",
                "227 (192,168,0,11,195,60,7)|227 (10,1,0,1,195,60,7)",
                "227 (100,200,250,199,195,60)|227 (10,1,0,1,195,60)",
                "227 Mode 2 (192,168,0,11,195,60)|",
                "227 ok (passive) 192,168,0,11,195,60|",
                "227 (10.1.0.9:50000) 192,168,0,11,195,60|",
                "227 (192,168,0,11,195)60|",
                "227 (192, 168,0,11,195,60)|",
                "227 (192,168,0,256,195,60)|227 (10,1,0,1,195,60)",
                "227 (192,168,,11,195,60)|",
                "227 (0192,168,0,00011,0195,00060)|227 (10,1,0,1,0195,00060)",
                "227 (192,168,0,11,1219,60)|227 (10,1,0,1,1219,60)",
                "227 (000192,168,0,11,195,60)|",
                "227 Entering Passive Mode|",
            })
    void shouldReplaceWhatTheKernelTakesForAnAddress(String answer, String heard) throws LvsException {
        FtpTalk talk = session();
        String want = heard == null ? answer : heard;
        assertEquals(want + "\r\n", answered(talk, answer + "\r\n"));
        assertAllAcknowledged(talk);
        assertEquals(heard == null ? 1 : 2, lab.connections().size());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 21, 80, 1023})
    void shouldReplaceBesideAPortThatNobodyIsLedTo(int port) throws LvsException {
        FtpTalk talk = session();
        String tail = "," + (port >> 8) + "," + (port & 0xff) + ")\r\n";
        assertEquals("227 (10,1,0,1" + tail, answered(talk, "227 (192,168,0,11" + tail));
        assertEquals(1, lab.connections().size());
    }

    /** What has left as the beginning of an address cannot be taken back, but nothing behind it is touched. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "227 (19|2 files)|227 (102 files)",
                "227 192,168|.0.1|227 10,1,0,.0.1",
                "227 (1,2,3,|x,5,6)|227 (10,1,0x,5,6)",
                "227 (192,168,0,11|)|227 (10,1,0,1,)",
            })
    void shouldLeaveTheRestOfWhatBeganAsAnAddress(String first, String rest, String heard) throws LvsException {
        FtpTalk talk = session();
        talk.say(talk.client(), "PASV\r\n").say(talk.server(), first).say(talk.server(), rest + "\r\n");
        assertEquals(heard + "\r\n", talk.client().heard());
        assertAllAcknowledged(talk);
        assertEquals(1, lab.connections().size());
    }

    /** Whatever is lost, sent again and cut, of old texts that are longer, shorter and as long as the new one. */
    @Test
    void shouldReplaceEveryAddressHoweverItIsCut() throws LvsException {
        List<String> addresses = List.of("192,168,100,111", "1,2,3,4", "10,1,0,9", "10,1,0,1", "0,0,0,0", "127,0,0,1");
        for (int seed = 1; seed <= 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            FtpTalk talk = new FtpAddressTest().session();
            StringBuilder said = new StringBuilder();
            StringBuilder want = new StringBuilder();
            int first = talk.server().sent();
            for (int i = 0; i < 1 + random.nextInt(SequenceEdits.REMEMBERED); i++) {
                talk.say(talk.client(), "PASV\r\n");
                String tail = ",40," + i + ")\r\n226 done\r\n";
                said.append("227 Entering (")
                        .append(addresses.get(random.nextInt(addresses.size())))
                        .append(tail);
                want.append("227 Entering (10,1,0,1").append(tail);
            }
            byte[] stream = said.toString().getBytes(StandardCharsets.ISO_8859_1);
            talk.lose(talk.server(), said.toString());
            for (int rounds = 0; talk.server().acknowledged() != talk.server().sent(); rounds++) {
                assertTrue(rounds < 2000, "seed " + seed + " stands still");
                int from = talk.server().acknowledged() - first;
                int begin = Math.max(0, from - random.nextInt(40));
                int end = Math.min(stream.length, from + 1 + random.nextInt(30));
                talk.transmit(talk.server(), first + begin, Arrays.copyOfRange(stream, begin, end));
            }
            assertEquals(want.toString(), talk.client().heard(), "seed " + seed);
            assertAllAcknowledged(talk);
        }
    }
}
