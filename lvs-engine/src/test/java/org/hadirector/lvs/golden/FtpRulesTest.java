package org.hadirector.lvs.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hadirector.lvs.engine.EngineLab;
import org.hadirector.lvs.golden.GoldenDesign.Part;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules about FTP excuse what their reasons say, and nothing else of the same events. */
class FtpRulesTest {
    private static GoldenVector vector(String name) throws IOException, URISyntaxException {
        Path own = Path.of(FtpRulesTest.class.getResource("/golden/README.md").toURI())
                .getParent();
        return GoldenVector.read(own.resolve("replies").resolve(name + ".txt"), name);
    }

    private static List<Part> parts(GoldenVector vector, GoldenVector.Event event) {
        return Stream.of(
                        Optional.ofNullable(FtpRules.answers(vector, event)),
                        Optional.ofNullable(FtpRules.ipv6(vector, event)),
                        Optional.ofNullable(FtpRules.clash(vector, event)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Sent sent(boolean toServer, byte[] ip) {
        String hex = HexFormat.of().formatHex(ip);
        return new Sent(toServer ? EngineLab.SERVERS : EngineLab.CLIENTS, Packets.frame(hex));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp-copy",
                "ftp-second-line",
                "ftp-ipv6",
                "ftp-server-first",
                "ftp-split-2",
                "ftp-joined",
                "ftp-zeros-both",
                "ftp-zeros-later",
                "ftp-acknowledged"
            })
    void shouldExcuseNoLossNoCopyAndNothingUntranslated(String name) throws IOException, URISyntaxException {
        GoldenVector vector = vector(name);
        int excused = 0;
        for (GoldenVector.Event event : vector.events()) {
            List<RecordedPacket> recorded =
                    RecordedPacket.among(event.results().stream().skip(1).toList());
            for (Part part : parts(vector, event)) {
                excused++;
                assertFalse(part.whole());
                assertFalse(part.packets().accepts(recorded, List.of()), "lost: " + event.line());
                Sent error = sent(
                        false, HexFormat.of().parseHex("4500001c00000000400100000a0100010a0400010301000000000000"));
                assertFalse(part.packets().accepts(recorded, List.of(error)), "an error for it: " + event.line());
                FtpSegment.of(event).ifPresent(own -> {
                    for (boolean toServer : new boolean[] {true, false}) {
                        Sent same = sent(toServer, own.ip());
                        assertFalse(part.packets().accepts(recorded, List.of(same)), "as it came: " + event.line());
                        assertFalse(part.packets().accepts(recorded, List.of(same, same)), event.line());
                    }
                });
                List<String> others = List.of(
                        "conn TCP 10.4.0.1:37599 10.1.0.1:21 192.168.0.11:21 ESTABLISHED 899",
                        "conn TCP [fd04::1]:4905 [fd01::1]:21 [fd00::11]:21 ESTABLISHED 899",
                        ".11:21=1/0",
                        "[fd00::11]:21=1/0",
                        ".13:21=1/0");
                assertEquals(others, part.tables().got().apply(others));
                assertEquals(others, part.tables().recorded().apply(others));
                others.forEach(line -> assertEquals(line, part.lines().apply(line)));
            }
        }
        assertEquals(name.equals("ftp-joined"), excused == 0, name);
    }

    /** A row that only we have, and what it adds to the server's count, and nothing else of these lines. */
    @ParameterizedTest
    @CsvSource({
        // before the client's first packet, after it
        "10.4.0.1:0 10.1.0.1:43628 192.168.0.11:43628 LISTEN 119, 1/1, true, false",
        "10.4.0.1:37600 10.1.0.1:43628 192.168.0.11:43628 SYN_RECV 59, 2/0, false, true",
        "10.4.0.1:37600 10.1.0.1:43628 192.168.0.11:43628 ESTABLISHED 899, 2/0, false, true",
        "10.4.0.1:37600 10.1.0.1:43628 192.168.0.11:43628 ESTABLISHED 899, 1/1, false, false",
        "10.4.0.1:37600 10.1.0.1:43628 192.168.0.11:43628 FIN_WAIT 119, 1/1, false, true",
        "10.4.0.1:37600 10.1.0.1:43628 192.168.0.11:43628 LISTEN 119, 1/1, false, false",
        "10.4.0.1:37601 10.1.0.1:43628 192.168.0.11:43628 ESTABLISHED 899, 2/0, false, false",
        "10.4.0.1:0 10.1.0.1:43628 192.168.0.11:43628 LISTEN 119, 1/0, false, false",
        "10.4.0.1:0 10.1.0.1:43628 192.168.0.11:43628 LISTEN 119, 2/1, false, false",
        "10.4.0.1:0 10.1.0.1:43628 192.168.0.12:43628 LISTEN 119, 1/1, false, false",
        "10.4.0.1:0 10.1.0.1:43628 192.168.0.11:43629 LISTEN 119, 1/1, false, false",
        "10.4.0.1:0 10.1.0.1:43629 192.168.0.11:43629 LISTEN 119, 1/1, false, false",
        "10.4.0.2:0 10.1.0.1:43628 192.168.0.11:43628 LISTEN 119, 1/1, false, false",
    })
    void shouldExcuseARowThatOnlyWeHave(String row, String count, boolean before, boolean after)
            throws IOException, URISyntaxException {
        GoldenVector vector = vector("ftp-second-line");
        String control = "conn TCP 10.4.0.1:37599 10.1.0.1:21 192.168.0.11:21 ESTABLISHED 899";
        List<String> recorded = List.of(control, ".11:21=1/0");
        List<String> got = List.of(control, "conn TCP " + row, ".11:21=" + count);
        for (GoldenVector.Event event : vector.events()) {
            boolean announced = event.line().contains(" seq 5001 ack 4294967287 ");
            boolean opened = event.line().contains(" 10.4.0.1:37600 ");
            if (announced || opened) {
                Part part = FtpRules.answers(vector, event);
                assertEquals(recorded, part.tables().recorded().apply(recorded));
                assertEquals(
                        announced ? before : after,
                        recorded.equals(part.tables().got().apply(got)),
                        event.line());
            }
        }
    }

    /** The two halves of "227 Entering Passive Mode (192,168,0,12,97,45).", of which the kernel replaces nothing. */
    @Test
    void shouldExcuseTheRewrittenHalvesAlone() throws IOException, URISyntaxException {
        GoldenVector vector = vector("ftp-split-3");
        int halves = 0;
        for (GoldenVector.Event event : vector.events()) {
            String said = FtpSegment.of(event).map(FtpSegment::text).orElse("");
            if (!said.contains("192,168,0,12,")) {
                continue;
            }
            halves++;
            List<RecordedPacket> recorded =
                    RecordedPacket.among(event.results().stream().skip(1).toList());
            FtpSegment was = new FtpSegment(recorded.get(0).ip());
            Part part = FtpRules.answers(vector, event);
            String right = said.replace("192,168,0,12,", "10,1,0,1,");
            for (String text : List.of(right, said, said.replace("192,168,0,12,", "10,1,0,2,"), right + "x", "")) {
                FtpSegment other = was.with(text, true, was.number(true)).summed();
                assertEquals(
                        text.equals(right), part.packets().accepts(recorded, List.of(sent(false, other.ip()))), text);
            }
        }
        assertEquals(1, halves);
    }

    /** What the vector shows itself must come out as recorded. */
    @Test
    void shouldNotExcuseARowThatWasRecorded() throws IOException, URISyntaxException {
        GoldenVector vector = vector("ftp-second-line");
        String row = "conn TCP 10.4.0.1:0 10.1.0.1:43628 192.168.0.11:43628 LISTEN 119";
        GoldenVector.Event event = vector.events().stream()
                .filter(other -> other.line().contains(" seq 5001 ack 4294967287 "))
                .findFirst()
                .orElseThrow();
        List<String> got = List.of(row, ".11:21=1/1");
        assertEquals(
                List.of(".11:21=1/0"),
                FtpRules.answers(vector, event).tables().got().apply(got));
        event.results().add("  " + row);
        assertEquals(got, FtpRules.answers(vector, event).tables().got().apply(got));
    }

    /** 227 as the second line of its segment: from then on the client's numbers are four less than the kernel's. */
    @Test
    void shouldExcuseNumbersByWhatTheUnseenAddressChanged() throws IOException, URISyntaxException {
        GoldenVector vector = vector("ftp-second-line");
        GoldenVector.Event last = vector.events().stream()
                .filter(event -> event.line().contains(" seq 5059 "))
                .findFirst()
                .orElseThrow();
        List<RecordedPacket> recorded =
                RecordedPacket.among(last.results().stream().skip(1).toList());
        FtpSegment was = new FtpSegment(recorded.get(0).ip());
        List<Integer> accepted = new ArrayList<>();
        for (int shift = -6; shift <= 6; shift++) {
            FtpSegment other =
                    was.with(was.text(), true, was.number(true) + shift).summed();
            Part part = parts(vector, last).get(0);
            if (part.packets().accepts(recorded, List.of(sent(false, other.ip())))) {
                accepted.add(shift);
            }
        }
        assertEquals(List.of(-4, -3, -2, -1, 0), accepted);
        FtpSegment said = was.with("226 else\r\n", true, was.number(true) - 4).summed();
        assertFalse(
                parts(vector, last).get(0).packets().accepts(recorded, List.of(sent(false, said.ip()))), "the text");
    }
}
