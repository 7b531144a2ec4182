package org.hadirector.lvs.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.hadirector.lvs.engine.EngineLab;
import org.hadirector.lvs.golden.GoldenDesign.Part;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;
import org.junit.jupiter.api.Test;

/** The rule about options excuses the times in them, and nothing else of the same packets. */
class OptionRuleTest {
    private static final int TTL = 8;
    private static final int OPTION = 20;
    private static final int RECORD_ROUTE = 7;

    private static Sent sent(RecordedPacket packet, int at) {
        byte[] ip = packet.ip().clone();
        if (at >= 0) {
            ip[at] ^= 1;
        }
        boolean toServer = packet.side().equals("at-server");
        String hex = HexFormat.of().formatHex(ip);
        return new Sent(toServer ? EngineLab.SERVERS : EngineLab.CLIENTS, Packets.frame(hex));
    }

    @Test
    void shouldExcuseOnlyWhatIsCollected() throws IOException, URISyntaxException {
        Path own = Path.of(OptionRuleTest.class.getResource("/golden/README.md").toURI())
                .getParent();
        GoldenVector vector = GoldenVector.read(own.resolve("replies/options-ipv4.txt"), "options-ipv4");
        int excused = 0;
        int routes = 0;
        for (GoldenVector.Event event : vector.events()) {
            Part part = OptionRule.part(event);
            List<RecordedPacket> recorded =
                    RecordedPacket.among(event.results().stream().skip(1).toList());
            if (part == null || recorded.isEmpty() || recorded.get(0).text().startsWith("icmp")) {
                continue;
            }
            excused++;
            RecordedPacket packet = recorded.get(0);
            assertFalse(part.whole());
            assertTrue(part.packets().accepts(recorded, List.of(sent(packet, -1))), event.line());
            assertFalse(part.packets().accepts(recorded, List.of()), "lost: " + event.line());
            assertFalse(part.packets().accepts(recorded, List.of(sent(packet, TTL))), "older: " + event.line());
            assertFalse(
                    part.packets().accepts(recorded, List.of(sent(packet, packet.ip().length - 1))),
                    "other payload: " + event.line());
            if (packet.ip()[OPTION] == RECORD_ROUTE) {
                routes++;
                assertFalse(
                        part.packets().accepts(recorded, List.of(sent(packet, OPTION + 3))),
                        "elsewhere: " + event.line());
            }
        }
        assertEquals(29, excused);
        assertEquals(9, routes);
    }
}
