package org.hadirector.lvs.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.hadirector.lvs.engine.EngineLab;
import org.hadirector.lvs.golden.GoldenDesign.Part;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rule about FTP's data connections to other machines excuses where they lead, and nothing else. */
class FtpBounceTest {
    private static final String CONTROL = "conn TCP 10.4.0.1:30001 10.1.0.1:21 192.168.0.12:21 ESTABLISHED 899";

    private static GoldenVector vector(String name) throws IOException, URISyntaxException {
        Path own = Path.of(FtpBounceTest.class.getResource("/golden/README.md").toURI())
                .getParent();
        return GoldenVector.read(own.resolve("replies").resolve(name + ".txt"), name);
    }

    /** The first event that shows a line that begins so. */
    private static GoldenVector.Event showing(GoldenVector vector, String start) {
        return vector.events().stream()
                .filter(event -> GoldenDesign.told(event, start))
                .findFirst()
                .orElseThrow();
    }

    /** What of an event's rows and counts must be the same, in the vector and as it is given here. */
    private static boolean areSame(GoldenVector vector, GoldenVector.Event event, String... got) {
        List<String> recorded = new ArrayList<>();
        for (String result : event.results()) {
            String line = result.strip();
            if (line.startsWith("conn ")) {
                recorded.add(line);
            } else if (line.startsWith("servers ")) {
                recorded.add(line.substring(8));
            }
        }
        Part part = FtpBounce.part(vector, event);
        return part.tables().recorded().apply(recorded).stream()
                .sorted()
                .toList()
                .equals(part.tables().got().apply(List.of(got)).stream()
                        .sorted()
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.0.12:50010 LISTEN 119, .12:21=1/1, true",
        "192.168.0.14:50010 LISTEN 119, .12:21=1/1, false",
        "192.168.0.12:50011 LISTEN 119, .12:21=1/1, false",
        "192.168.0.12:50010 SYN_RECV 119, .12:21=1/1, false",
        "192.168.0.12:50010 LISTEN 59, .12:21=1/1, false",
        "192.168.0.12:50010 LISTEN 119, .12:21=2/0, false",
        "192.168.0.12:50010 LISTEN 119, .12:21=1/0, false",
    })
    void shouldExcuseTheMachineAlone(String row, String count, boolean same) throws IOException, URISyntaxException {
        GoldenVector vector = vector("ftp-elsewhere");
        GoldenVector.Event event = showing(vector, "conn TCP 10.4.0.1:0 10.1.0.1:50010 ");
        String data = "conn TCP 10.4.0.1:0 10.1.0.1:50010 " + row;
        assertEquals(same, areSame(vector, event, CONTROL, data, count));
        assertFalse(areSame(vector, event, data, count), "no control connection");
        assertFalse(areSame(vector, event, CONTROL, count), "no data connection");
        assertFalse(areSame(vector, event, CONTROL, data, data, count), "two");
    }

    /** After one of the two machines has answered, states go different ways: the row must be there, and be counted. */
    @ParameterizedTest
    @CsvSource({
        "192.168.0.12:50010 SYN_RECV 40, .12:21=2/0, true",
        "192.168.0.12:50010 FIN_WAIT 40, .12:21=1/1, true",
        "192.168.0.14:50010 SYN_RECV 40, .12:21=2/0, false",
        "192.168.0.12:50010 SYN_RECV 40, .12:21=2/1, false",
        "192.168.0.12:50010 SYN_RECV 40, .11:21=2/0, false",
    })
    void shouldExcuseStatesOnceTheyMustDiffer(String row, String count, boolean same)
            throws IOException, URISyntaxException {
        GoldenVector vector = vector("ftp-elsewhere");
        GoldenVector.Event event = vector.events().stream()
                .filter(other -> other.line().startsWith("send server tcp 192.168.0.13:50010 "))
                .findFirst()
                .orElseThrow();
        String data = "conn TCP 10.4.0.1:30002 10.1.0.1:50010 " + row;
        assertEquals(same, areSame(vector, event, CONTROL, data, count));
        assertFalse(areSame(vector, event, data, count), "no control connection");
        assertFalse(areSame(vector, event, CONTROL, count), "no data connection");
    }

    @Test
    void shouldExcuseNoRowOfOursWhereThereMustBeNone() throws IOException, URISyntaxException {
        GoldenVector vector = vector("ftp-port-elsewhere");
        String bounce = "conn TCP 10.4.0.2:50040 10.1.0.1:20 192.168.0.12:20 LISTEN 119";
        GoldenVector.Event event = showing(vector, "conn TCP 10.4.0.2:50040 ");
        assertTrue(areSame(vector, event, CONTROL, ".12:21=1/0"));
        assertFalse(areSame(vector, event, CONTROL, ".12:21=1/1"), "counted");
        assertFalse(areSame(vector, event, CONTROL, bounce, ".12:21=1/1"), "as the kernel has it");
        assertFalse(areSame(vector, event, ".12:21=1/0"), "no control connection");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp-elsewhere", "ftp-nowhere", "ftp-virtual", "ftp-port-elsewhere", "ftp-low-ports"})
    void shouldExcuseNoLossAndNothingOfTheControlConnection(String name) throws IOException, URISyntaxException {
        GoldenVector vector = vector(name);
        int excused = 0;
        for (GoldenVector.Event event : vector.events()) {
            Part part = FtpBounce.part(vector, event);
            Optional<FtpSegment> own = FtpSegment.of(event);
            if (part == null || own.isEmpty()) {
                continue;
            }
            excused++;
            List<RecordedPacket> recorded =
                    RecordedPacket.among(event.results().stream().skip(1).toList());
            assertFalse(part.whole());
            assertFalse(part.packets().accepts(recorded, List.of()), "lost: " + event.line());
            for (int side : new int[] {EngineLab.SERVERS, EngineLab.CLIENTS}) {
                Sent same = new Sent(
                        side,
                        Packets.frame(HexFormat.of().formatHex(own.orElseThrow().ip())));
                assertFalse(part.packets().accepts(recorded, List.of(same)), "as it came: " + event.line());
                boolean control = event.line().contains(":21 ");
                FtpSegment passed = own.orElseThrow().passedOn(event.line().startsWith("send server"), "10.1.0.1", 21);
                Sent other = new Sent(
                        side,
                        Packets.frame(HexFormat.of().formatHex(passed.summed().ip())));
                assertTrue(!control || !part.packets().accepts(recorded, List.of(other)), event.line());
            }
            assertNotEquals(null, part.lines().apply(CONTROL));
        }
        assertTrue(excused > 5);
    }

    @Test
    void shouldSayNothingOfOtherSessions() throws IOException, URISyntaxException {
        for (GoldenVector.Event event : vector("ftp-same-length").events()) {
            assertNull(FtpBounce.part(vector("ftp-same-length"), event));
        }
    }
}
