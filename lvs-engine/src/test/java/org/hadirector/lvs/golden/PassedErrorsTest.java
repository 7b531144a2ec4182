package org.hadirector.lvs.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.lvs.golden.GoldenDesign.Part;
import org.junit.jupiter.api.Test;

/** The rule about errors that pass excuses what the service sent, in counters after one, and nothing else. */
class PassedErrorsTest {
    private static GoldenVector vector(String name) throws IOException, URISyntaxException {
        Path own = Path.of(
                        PassedErrorsTest.class.getResource("/golden/README.md").toURI())
                .getParent();
        return GoldenVector.read(own.resolve("replies").resolve(name + ".txt"), name);
    }

    private static GoldenVector with(GoldenVector vector, List<GoldenVector.Event> events) {
        return new GoldenVector(vector.name(), vector.remarks(), vector.setup(), vector.rules(), events);
    }

    @Test
    void shouldExcuseWhatWasSentAndNothingElse() throws IOException, URISyntaxException {
        GoldenVector vector = vector("passed-errors");
        int excused = 0;
        for (GoldenVector.Event event : vector.events()) {
            Part part = PassedErrors.part(vector, event);
            if (part == null) {
                continue;
            }
            excused++;
            assertFalse(part.whole());
            assertFalse(part.packets().accepts(List.of(), List.of()));
            assertEquals(
                    "UDP  10.1.0.2:80                         2        2 0     1389 0",
                    part.lines()
                            .apply("UDP  10.1.0.2:80                         2        2        1     1389       59"));
            assertEquals(
                    "       2        2 0              56D 0",
                    part.lines().apply("       2        2        1              56D               3B"));
            for (String other : List.of("  -> RemoteAddress:Port", "UDP  10.1.0.2:80 rr", "")) {
                assertEquals(other, part.lines().apply(other));
            }
        }
        assertEquals(2, excused);
    }

    @Test
    void shouldExcuseNothingBeforeSuchAnError() throws IOException, URISyntaxException {
        GoldenVector vector = vector("passed-errors");
        List<GoldenVector.Event> events = new ArrayList<>(vector.events());
        events.removeIf(event -> event.line().startsWith("send server "));
        for (GoldenVector.Event event : events) {
            assertNull(PassedErrors.part(with(vector, events), event), event.line());
        }
    }

    @Test
    void shouldExcuseNothingWhereTheErrorIsTranslated() throws IOException, URISyntaxException {
        GoldenVector vector = vector("icmp-nat-server");
        GoldenVector.Event listed = new GoldenVector.Event(9999, "$ ipvsadm -Ln --stats", List.of());
        List<GoldenVector.Event> events = new ArrayList<>(vector.events());
        events.add(listed);
        assertNull(PassedErrors.part(with(vector, events), listed));

        GoldenVector passing = vector("passed-errors");
        events = new ArrayList<>(passing.events());
        events.add(listed);
        assertNotNull(PassedErrors.part(with(passing, events), listed));
    }

    @Test
    void shouldExcuseCountersOnlyAfterWhatTheyAreExcusedFor() throws IOException, URISyntaxException {
        GoldenVector vector = vector("icmp6-counted");
        int excused = 0;
        boolean dropped = false;
        for (GoldenVector.Event event : vector.events()) {
            Part part = PassedErrors.countersAfter(vector, event, before -> PacketRules.isEarlyKernel(vector, before));
            excused += part == null ? 0 : 1;
            assertEquals(part != null, dropped && event.line().matches(".*(_stats|--stats --exact)"), event.line());
            dropped |= PacketRules.isEarlyKernel(vector, event);
        }
        assertEquals(2, excused);
    }
}
