package org.hadirector.lvs.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

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
    @ValueSource(strings = {"ftp-copy", "ftp-second-line", "ftp-ipv6", "ftp-server-first", "ftp-joined"})
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
                assertNotNull(
                        part.lines().apply("conn TCP 10.4.0.1:37599 10.1.0.1:21 192.168.0.11:21 ESTABLISHED 899"));
                assertNotNull(part.lines().apply("conn TCP [fd04::1]:4905 [fd01::1]:21 [fd00::11]:21 ESTABLISHED 899"));
                assertNotNull(part.lines().apply(".13:21=1/0"), "another server");
            }
        }
        assertEquals(name.equals("ftp-joined"), excused == 0, name);
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
