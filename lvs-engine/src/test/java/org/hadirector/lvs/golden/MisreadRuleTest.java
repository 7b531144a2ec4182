package org.hadirector.lvs.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.hadirector.lvs.engine.EngineLab;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.golden.GoldenDesign.Part;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody serves, in fragments behind a routing header: an answer of the stack is excused, and nothing else. */
class MisreadRuleTest {
    private static final InetAddress ASKED = Segment.address("fd01::1");

    private static GoldenVector vector(String name) throws IOException, URISyntaxException {
        Path own = Path.of(
                        MisreadRuleTest.class.getResource("/golden/README.md").toURI())
                .getParent();
        return GoldenVector.read(own.resolve(name + ".txt"), name);
    }

    private static GoldenVector.Event event(GoldenVector vector, String line) {
        return vector.events().stream()
                .filter(event -> event.line().equals(line))
                .findFirst()
                .orElseThrow();
    }

    private static List<Sent> reset(int side, InetAddress from, String to, int flags) {
        return List.of(new Sent(side, Segment.tcp(from, 80, Segment.address(to), 1000, flags)));
    }

    @Test
    void shouldExcuseAnAnswerOfTheOneWhoWasAsked() throws IOException, URISyntaxException {
        GoldenVector vector = vector("replies/misread-atomic");
        Part part = MisreadRule.part(event(vector, "send client proto 43 fd04::3 > fd01::1 (ttl 64 len 1476)"));
        assertFalse(part.whole());
        assertTrue(part.packets().accepts(List.of(), reset(EngineLab.CLIENTS, ASKED, "fd04::3", Segment.RST)));
        assertFalse(part.packets().accepts(List.of(), reset(EngineLab.CLIENTS, ASKED, "fd04::3", Segment.SYN)));
        assertFalse(part.packets().accepts(List.of(), reset(EngineLab.SERVERS, ASKED, "fd04::3", Segment.RST)));
        assertFalse(part.packets().accepts(List.of(), reset(EngineLab.CLIENTS, ASKED, "fd04::5", Segment.RST)));
        InetAddress other = Segment.address("fd01::2");
        assertFalse(part.packets().accepts(List.of(), reset(EngineLab.CLIENTS, other, "fd04::3", Segment.RST)));
    }

    @Test
    void shouldKnowWhatTheMisreadingStackSays() throws IOException, URISyntaxException {
        GoldenVector.Event told =
                event(vector("replies/misread-told"), "send client proto 43 fd04::9 > fd01::1 (ttl 64 len 636)");
        List<RecordedPacket> wrong =
                RecordedPacket.among(told.results().stream().skip(1).toList());
        assertEquals(1, wrong.size());
        Part part = MisreadRule.part(told);
        assertTrue(part.packets().accepts(wrong, List.of()));
        assertTrue(part.packets().accepts(wrong, reset(EngineLab.CLIENTS, ASKED, "fd04::9", Segment.RST)));
        RecordedPacket served = new RecordedPacket("at-server", "proto 43 fd04::9 > fd00::11 (ttl 63 len 636)", null);
        assertFalse(part.packets().accepts(List.of(served), List.of()), "it was served");
    }

    @ParameterizedTest
    @ValueSource(strings = {"replies/misread-told", "replies/routing-headers"})
    void shouldSpeakOfFragmentsBehindTheseHeadersOnly(String name) throws IOException, URISyntaxException {
        for (GoldenVector.Event event : vector(name).events()) {
            boolean behind = event.line().matches("send client proto (43|60) .*")
                    && event.results().get(0).matches("  hex .{12}(2b|3c).{66}2c.*");
            if (behind) {
                assertNotNull(MisreadRule.part(event), event.line());
            } else {
                assertNull(MisreadRule.part(event), event.line());
            }
        }
    }
}
