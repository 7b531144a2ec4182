package org.hadirector.lvs.ipvsadm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.IntFunction;
import org.hadirector.lvs.engine.EngineLab;
import org.hadirector.lvs.engine.Segment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A listing of connections leaves its text and nothing else: a million lines are few collections, not hundreds. */
class ListingAllocationTest {
    /** Two pages and the beginning of a third. */
    private static final int CONNECTIONS = 1_100;

    /** What is made once for a page: words, options, the reader. */
    private static final int FOR_A_PAGE = 4_096;

    private final EngineLab lab = new EngineLab();

    @ParameterizedTest
    @CsvSource({
        "10.1.0.1, 10.4.0.1, 192.168.0.11",
        "fd00::a:1, fd00::4:0:1, fd00:0:0:1::b",
    })
    void shouldLeaveNothingButItsText(String vip, String client, String server) throws Exception {
        lab.serve("rr", vip, server);
        for (int i = 0; i < CONNECTIONS; i++) {
            lab.send(Segment.tcp(Segment.address(client), 1_000 + i, Segment.address(vip), 80, Segment.SYN));
        }
        List<String> words = List.of("-L", "-n", "-c");
        check(from -> IpvsadmCommand.part(words, null, from, lab.engine(), null));
        check(from -> ProcCommand.part(List.of("ip_vs_conn"), from, lab.engine()));
    }

    private static void check(IntFunction<IpvsadmResult> listing) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        long characters = 0;
        int pages = 0;
        for (int round = 0; round < 5; round++) {
            characters = 0;
            pages = 0;
            long before = threads.getThreadAllocatedBytes(id);
            for (int from = 0; from >= 0; pages++) {
                IpvsadmResult part = listing.apply(from);
                characters += part.out().length();
                from = part.next();
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
        }
        assertEquals(3, pages);
        assertTrue(characters > 60 * CONNECTIONS, "lines are there");
        long more = least - characters;
        assertTrue(more < (long) pages * FOR_A_PAGE, "bytes beside the text: " + more);
    }
}
