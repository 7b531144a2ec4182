package org.hadirector.lvs.helper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.hadirector.lvs.engine.EngineLab;
import org.hadirector.lvs.engine.ListedConnection;
import org.hadirector.lvs.engine.LvsException;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.forward.Drop;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.ServiceKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FtpHelperTest {
    private static final String CLIENT = "10.4.0.1";
    private static final String VIP = "10.1.0.1";
    private static final String SERVER = "192.168.0.11";
    private static final String ANSWER = "227 Entering Passive Mode (192,168,0,11,175,200).\r\n";

    private final EngineLab lab = new EngineLab();

    private FtpTalk session(String client, String vip, String... servers) throws LvsException {
        ServiceKey key = EngineLab.tcp(vip, 21);
        lab.engine().addService(new VirtualService(key, "rr"));
        for (String server : servers) {
            InetAddress address = Segment.address(server);
            lab.neighbour(address).engine().addServer(key, new RealServer(address, 21, ForwardingMethod.MASQUERADE, 1));
        }
        lab.work();
        FtpTalk talk = new FtpTalk(lab);
        assertTrue(talk.connect(client, 50_000, vip, 21));
        talk.say(talk.server(), "220 ready\r\n");
        return talk;
    }

    private boolean connects(String client, String vip, int port) {
        return new FtpTalk(lab).connect(client, 50_001, vip, port);
    }

    private void assertAllAcknowledged(FtpTalk talk) {
        assertEquals(talk.server().sent(), talk.server().acknowledged(), "the server's bytes");
        assertEquals(talk.client().sent(), talk.client().acknowledged(), "the client's bytes");
    }

    @ParameterizedTest
    @CsvSource({"192.168.0.11, '10,1,0,1'", "10.1.0.2, '10,1,0,1'", "1.2.3.4, '10,1,0,1'"})
    void shouldGoOnTalkingAfterThePayloadGrewOrShrank(String server, String virtual) throws LvsException {
        FtpTalk talk = session(CLIENT, VIP, server);
        for (int i = 0; i < 20; i++) {
            String port = "," + (100 + i) + ",7)\r\n";
            talk.say(talk.client(), "PASV\r\n");
            talk.client().heard();
            talk.say(talk.server(), "227 Entering Passive Mode (" + server.replace('.', ',') + port);
            assertEquals(
                    "227 Entering Passive Mode (" + virtual + port,
                    talk.client().heard());
            assertAllAcknowledged(talk);
            talk.say(talk.client(), "LIST\r\n").say(talk.server(), "226 done\r\n");
            assertEquals("226 done\r\n", talk.client().heard());
            assertAllAcknowledged(talk);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.168.0.11", "192.168.100.111", "1.2.3.4"})
    void shouldReplaceAnAddressThatIsSplitOverSegmentsAtAnyByte(String server) throws LvsException {
        FtpTalk talk = session(CLIENT, VIP, server);
        String answer = "227 Entering Passive Mode (" + server.replace('.', ',') + ",175,200).\r\n";
        for (int cut = 1; cut < answer.length(); cut++) {
            talk.say(talk.client(), "PA").say(talk.client(), "SV\r").say(talk.client(), "\n");
            talk.client().heard();
            talk.say(talk.server(), answer.substring(0, cut)).say(talk.server(), answer.substring(cut));
            assertEquals(
                    "227 Entering Passive Mode (10,1,0,1,175,200).\r\n",
                    talk.client().heard(),
                    "cut at " + cut);
            assertAllAcknowledged(talk);
        }
        talk.say(talk.client(), "PASV\r\n");
        for (char letter : answer.toCharArray()) {
            talk.say(talk.server(), String.valueOf(letter));
            assertAllAcknowledged(talk);
        }
        assertEquals(
                "227 Entering Passive Mode (10,1,0,1,175,200).\r\n",
                talk.client().heard());
        assertTrue(connects(CLIENT, VIP, 45_000));
    }

    @Test
    void shouldReplaceTheSameWhenSegmentsAreSentAgainAndCutOtherwise() throws LvsException {
        for (int seed = 1; seed <= 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            FtpHelperTest test = new FtpHelperTest();
            String server = List.of("192.168.100.111", "1.2.3.4", "10.1.0.9").get(random.nextInt(3));
            FtpTalk talk = test.session(CLIENT, VIP, server);
            talk.client().heard();
            String want = "";
            byte[] stream = new byte[0];
            int first = talk.server().sent();
            for (int i = 0; i < 4; i++) {
                talk.say(talk.client(), "PASV\r\n");
                String text = "227 Entering (" + server.replace('.', ',') + ",40," + i + ")\r\n226 done\r\n";
                want += text.replace(server.replace('.', ','), "10,1,0,1");
                stream = (new String(stream, StandardCharsets.ISO_8859_1) + text).getBytes(StandardCharsets.ISO_8859_1);
            }
            talk.lose(talk.server(), new String(stream, StandardCharsets.ISO_8859_1));
            int rounds = 0;
            while (talk.server().acknowledged() != talk.server().sent()) {
                int from = talk.server().acknowledged() - first;
                int begin = Math.max(0, from - random.nextInt(12));
                int end = Math.min(stream.length, from + 1 + random.nextInt(30));
                talk.transmit(talk.server(), first + begin, java.util.Arrays.copyOfRange(stream, begin, end));
                assertTrue(rounds++ < 1000, "seed " + seed + " stands still at " + from);
            }
            assertEquals(want, talk.client().heard(), "seed " + seed);
        }
    }

    @Test
    void shouldReadCommandsThatOvertakeOthersAndThoseThatComeAgain() throws LvsException {
        FtpTalk talk = session(CLIENT, VIP, SERVER);
        talk.say(talk.client(), "NOOP\r\n");
        int start = talk.client().sent();
        talk.lose(talk.client(), "NOOP\r\n").say(talk.client(), "PASV\r\n");
        talk.transmit(talk.client(), start, "NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
        talk.say(talk.server(), ANSWER);
        assertTrue(talk.client().heard().contains("(10,1,0,1,175,200)"));
        assertEquals(0, lab.engine().drops().get(Drop.OUT_OF_ORDER));
        start = talk.client().sent();
        talk.say(talk.client(), "NOOP\r\n");
        talk.transmit(talk.client(), start, "PASV\r\n".getBytes(StandardCharsets.US_ASCII));
        talk.say(talk.server(), ANSWER.replace(",200)", ",201)"));
        assertTrue(talk.client().heard().contains("(10,1,0,1,175,201)"), "a command under numbers that were used");
    }

    @Test
    void shouldHoldUpTheServerOnlyWhileAnAddressIsAwaited() throws LvsException {
        FtpTalk talk = session(CLIENT, VIP, SERVER);
        talk.say(talk.client(), "NOOP\r\n");
        int start = talk.server().sent();
        talk.lose(talk.server(), "220 a\r\n").say(talk.server(), "200 b\r\n");
        assertEquals(0, lab.engine().drops().get(Drop.OUT_OF_ORDER), "nothing is awaited");
        talk.transmit(talk.server(), start, "220 a\r\n200 b\r\n".getBytes(StandardCharsets.US_ASCII));
        talk.say(talk.client(), "PASV\r\n");
        start = talk.server().sent();
        talk.lose(talk.server(), ANSWER).say(talk.server(), "226 done\r\n");
        assertEquals(1, lab.engine().drops().get(Drop.OUT_OF_ORDER));
        talk.transmit(talk.server(), start, ANSWER.getBytes(StandardCharsets.US_ASCII));
        talk.transmit(talk.server(), start + ANSWER.length(), "226 done\r\n".getBytes(StandardCharsets.US_ASCII));
        String heard = talk.client().heard();
        assertTrue(heard.contains("(10,1,0,1,175,200)"), heard);
        assertTrue(heard.endsWith("226 done\r\n"), heard);
    }

    @Test
    void shouldTakeTheAwaitedAnswerThoughSomethingBeforeItIsMissing() throws LvsException {
        FtpTalk talk = session(CLIENT, VIP, SERVER);
        talk.client().heard();
        talk.say(talk.client(), "PASV\r\n").say(talk.server(), "120 soon\r\n");
        int start = talk.server().sent();
        talk.lose(talk.server(), "220 ready\r\n").say(talk.server(), ANSWER);
        assertEquals(0, lab.engine().drops().get(Drop.OUT_OF_ORDER));
        talk.transmit(talk.server(), start, "220 ready\r\n".getBytes(StandardCharsets.US_ASCII));
        talk.transmit(talk.server(), start + 11, ANSWER.getBytes(StandardCharsets.US_ASCII));
        assertEquals(
                "120 soon\r\n220 ready\r\n" + ANSWER.replace(SERVER.replace('.', ','), "10,1,0,1"),
                talk.client().heard());
        assertTrue(new FtpTalk(lab).connect(CLIENT, 50_001, VIP, 45_000));
    }

    @Test
    void shouldNotReplaceOtherBytesUnderTheNumbersOfAnAddress() throws LvsException {
        FtpTalk talk = session(CLIENT, VIP, SERVER);
        talk.say(talk.client(), "PASV\r\n");
        int start = talk.server().sent();
        talk.say(talk.server(), ANSWER);
        talk.client().heard();
        String other = "150 something else that is as long as the answer";
        talk.client().forget(start);
        talk.transmit(talk.server(), start, other.getBytes(StandardCharsets.US_ASCII));
        assertTrue(talk.client().heard().contains(other));
    }

    @Test
    void shouldLetOneClientIntoOnePortAndNobodyElse() throws LvsException {
        FtpTalk talk = session(CLIENT, VIP, SERVER);
        assertFalse(connects(CLIENT, VIP, 45_000));
        talk.say(talk.client(), "PASV\r\n").say(talk.server(), ANSWER);
        assertFalse(connects("10.4.0.2", VIP, 45_000), "another client");
        assertFalse(connects(CLIENT, VIP, 45_001), "another port");
        FtpTalk data = new FtpTalk(lab);
        assertTrue(data.connect(CLIENT, 50_001, VIP, 45_000));
        assertEquals(SERVER + ":45000", data.server().name());
        assertFalse(new FtpTalk(lab).connect(CLIENT, 50_002, VIP, 45_000), "the announcement is used up");
        ListedConnection listed = lab.connections().stream()
                .filter(c -> c.virtualPort() == 45_000)
                .findAny()
                .orElseThrow();
        assertEquals(50_001, listed.clientPort());
        assertEquals(45_000, listed.serverPort());
    }

    /** As recorded of the kernel's helper. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "PORT 010,004,000,0001,0160,00001",
                "PORT 10,4,0,1,000000160,1",
                "EPRT |1|10.4.0.1|040961|",
                "EPRT |1|10.4.0.1|0000000040961|",
                "EPRT |1|010.04.00.0001|40961|",
            })
    void shouldReadZerosInFrontOfNumbers(String command) throws LvsException {
        FtpTalk talk = session(CLIENT, VIP, SERVER);
        talk.say(talk.client(), command + "\r\n");
        assertEquals(2, lab.connections().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PORT 10,4,0,2,160,1",
                "PORT 10,4,0,1,3,255",
                "PORT 10,4,0,1,160",
                "PORT 10,4,0,256,160,1",
                "PORT 10,4,0,1,160,1000",
                "PORT 99999999999999999999,4,0,1,160,1",
                "EPRT |1|10.4.0.2|40961|",
                "EPRT |1|10.4.0.1|40961",
                "EPRT |1|10.4.0.1|140961|",
                "EPRT |2|10.4.0.1|40961|",
                "EPRT ||||",
                "EPRT",
                "PORT ",
                "XPORT 10,4,0,1,160,1",
            })
    void shouldExpectNothingAfterABadCommand(String command) throws LvsException {
        FtpTalk talk = session(CLIENT, VIP, SERVER);
        talk.say(talk.client(), command + "\r\n");
        assertEquals(command + "\r\n", talk.server().heard());
        assertEquals(1, lab.connections().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "227 Entering Passive Mode (192,168,0,11,3,255)",
                "227 Entering Passive Mode (192,168,0,11,175)",
                "227 Entering Passive Mode (192,168,0,11,175000,2)",
                "227-Entering Passive Mode (192,168,0,11,175,200)",
                "1227 Entering Passive Mode (192,168,0,11,175,200)",
                "229 Entering Extended Passive Mode (|||45000|)",
                "227",
            })
    void shouldExpectNothingAfterABadAnswer(String answer) throws LvsException {
        FtpTalk talk = session(CLIENT, VIP, SERVER);
        talk.say(talk.client(), "PASV\r\n").say(talk.server(), answer + "\r\n");
        assertEquals(1, lab.connections().size());
        assertAllAcknowledged(talk);
    }

    @Test
    void shouldNotBelieveAnAnswerThatNobodyAskedFor() throws LvsException {
        FtpTalk talk = session(CLIENT, VIP, SERVER);
        talk.say(talk.client(), "STAT\r\n");
        talk.client().heard();
        talk.say(talk.server(), ANSWER);
        assertEquals(ANSWER, talk.client().heard());
        assertEquals(1, lab.connections().size());
    }

    @Test
    void shouldReadSeveralCommandsOfOneSegment() throws LvsException {
        FtpTalk talk = session(CLIENT, VIP, SERVER);
        talk.say(talk.client(), "TYPE I\r\nPORT 10,4,0,1,160,1\r\nEPRT |1|10.4.0.1|40962|\r\nRETR a\r\n");
        FtpTalk first = new FtpTalk(lab);
        assertTrue(first.connectBack(SERVER, 20, CLIENT, 40_961));
        assertEquals(VIP + ":20", first.client().peerName());
        assertTrue(new FtpTalk(lab).connectBack(SERVER, 20, CLIENT, 40_962));
    }

    @Test
    void shouldServeIpv6BothWays() throws LvsException {
        FtpTalk talk = session("fd04::1", "fd01::1", "fd00::11");
        talk.say(talk.client(), "EPSV 2\r\n");
        talk.client().heard();
        talk.say(talk.server(), "229 Entering Extended Passive Mode (|||45000|)\r\n");
        assertEquals(
                "229 Entering Extended Passive Mode (|||45000|)\r\n",
                talk.client().heard());
        FtpTalk data = new FtpTalk(lab);
        assertTrue(data.connect("fd04::1", 50_001, "fd01::1", 45_000));
        assertEquals(
                Segment.address("fd00::11").getHostAddress() + ":45000",
                data.server().name());
        talk.say(talk.client(), "EPRT |2|fd04:0:0::1|40961|\r\n");
        FtpTalk back = new FtpTalk(lab);
        assertTrue(back.connectBack("fd00::11", 20, "fd04::1", 40_961));
        assertEquals(
                Segment.address("fd01::1").getHostAddress() + ":20",
                back.client().peerName());
        back.say(back.server(), "data");
        assertEquals("data", back.client().heard());
    }

    @Test
    void shouldKeepTheControlConnectionWhileItsDataFlow() throws LvsException {
        FtpTalk talk = session(CLIENT, VIP, SERVER);
        talk.say(talk.client(), "PASV\r\n").say(talk.server(), ANSWER);
        FtpTalk data = new FtpTalk(lab);
        data.connect(CLIENT, 50_001, VIP, 45_000);
        for (int minutes = 0; minutes < 40; minutes++) {
            lab.pass(60);
            data.say(data.client(), "x");
        }
        assertEquals(2, lab.engine().connectionCount());
        lab.pass(901);
        lab.pass(61); // meant to end meanwhile, and tries again
        assertEquals(0, lab.engine().connectionCount());
        assertEquals(
                0,
                lab.engine()
                        .service(EngineLab.tcp(VIP, 21))
                        .orElseThrow()
                        .servers()
                        .get(0)
                        .inactive());
    }

    @Test
    void shouldForgetAnnouncementsThatNobodyUses() throws LvsException {
        FtpTalk talk = session(CLIENT, VIP, SERVER);
        for (int i = 0; i < 300; i++) {
            talk.say(talk.client(), "PORT 10,4,0,1,100," + i % 256 + "\r\nPORT 10,4,0,1,101," + i % 256 + "\r\n");
        }
        assertEquals(1 + FtpSession.EXPECTED, lab.engine().connectionCount());
        lab.pass(121);
        assertEquals(1, lab.engine().connectionCount());
    }

    @Test
    void shouldSendTheClientsDataWhereItsControlConnectionGoesWithPersistence() throws LvsException {
        ServiceKey key = EngineLab.tcp(VIP, 21);
        lab.engine().addService(new VirtualService(key, "rr", 360, 32));
        for (String server : List.of("192.168.0.11", "192.168.0.12")) {
            lab.neighbour(Segment.address(server)).engine().addServer(key, EngineLab.server(server, 21, 1));
        }
        lab.work();
        for (int i = 1; i <= 4; i++) {
            InetAddress client = Segment.address("10.4.0." + i);
            long control = hop(client, 50_000, 21, Segment.SYN);
            assertEquals(control, hop(client, 50_001, 45_000, Segment.SYN), "passive");
            assertEquals(control, hop(client, 40_961, 20, Segment.SYN | Segment.ACK), "active: the client answers");
        }
        assertTrue(
                lab.send(Segment.tcp(Segment.address(CLIENT), 1, Segment.address(VIP), 80, Segment.SYN))
                        .isEmpty(),
                "a low port is none of FTP's");
    }

    private long hop(InetAddress client, int from, int to, int flags) {
        byte[] frame = lab.send(Segment.tcp(client, from, Segment.address(VIP), to, flags))
                .get(0)
                .frame();
        return java.nio.ByteBuffer.wrap(frame).getLong() >>> 16;
    }

    @Test
    void shouldGiveTheOtherPortsBackWhenFtpGoes() throws LvsException {
        ServiceKey key = EngineLab.tcp(VIP, 21);
        session(CLIENT, VIP, SERVER);
        byte[] other = Segment.tcp(Segment.address(CLIENT), 1, Segment.address(VIP), 2222, Segment.SYN);
        lab.send(other);
        assertEquals(1, lab.path().local().size(), "comes up and goes on to the stack");
        long up = lab.path().counters().received();
        lab.engine().deleteService(key);
        lab.send(other);
        assertEquals(up, lab.path().counters().received(), "does not come up any more");
        assertEquals(1, lab.path().local().size());
    }
}
