package org.hadirector.lvs.ipvsadm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.hadirector.lvs.engine.EngineLab;
import org.hadirector.lvs.engine.Segment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listings of more connections than are told at a time. */
class LongListingTest {
    private static final int CONNECTIONS = 1_300;

    private final EngineLab lab = new EngineLab();

    @BeforeEach
    void connect() throws Exception {
        lab.serve("rr", "10.1.0.1", "192.168.0.11");
        for (int i = 0; i < CONNECTIONS; i++) {
            lab.send(Segment.tcp(Segment.address("10.4.0.1"), 1_000 + i, Segment.address("10.1.0.1"), 80, Segment.SYN));
        }
    }

    @Test
    void shouldTellConnectionsAPartAtATime() {
        List<String> words = List.of("-L", "-n", "-c");
        check(2, from -> IpvsadmCommand.part(words, null, from, lab.engine(), null));
        check(1, from -> ProcCommand.part(List.of("ip_vs_conn"), from, lab.engine()));
    }

    private static void check(int head, IntFunction<IpvsadmResult> listing) {
        List<String> lines = new ArrayList<>();
        int parts = 0;
        for (int from = 0; from >= 0; parts++) {
            IpvsadmResult part = listing.apply(from);
            List<String> more = part.out().lines().toList();
            assertTrue(more.size() <= 512 + head, more.size() + " lines");
            lines.addAll(more);
            from = part.next();
        }
        assertTrue(parts > 2, parts + " parts");
        assertEquals(head + CONNECTIONS, lines.size());
        assertEquals(lines.size(), lines.stream().distinct().count(), "each once, the head too");
        assertEquals(lines, IpvsadmResult.whole(listing).out().lines().toList());
    }

    @Test
    void shouldTellAllWhenALineOfManyAsks() {
        byte[] stdin = "-L -n -c\n-L -n\n".getBytes(StandardCharsets.UTF_8);
        IpvsadmResult result =
                IpvsadmCommand.part(List.of("-R"), new ByteArrayInputStream(stdin), 0, lab.engine(), null);
        assertEquals(-1, result.next());
        assertTrue(result.out().lines().count() > CONNECTIONS);
        assertTrue(result.out().contains("Route   1      " + CONNECTIONS + "       0"));
    }

    @Test
    void shouldSkipWhatIsNoMore() throws Exception {
        lab.pass(1_000);
        lab.send(Segment.tcp(Segment.address("10.4.0.1"), 9, Segment.address("10.1.0.1"), 80, Segment.SYN));
        IpvsadmResult part = IpvsadmCommand.part(List.of("-L", "-n", "-c"), null, 0, lab.engine(), null);
        assertEquals(3, part.out().lines().count());
        assertEquals(-1, part.next());
    }
}
