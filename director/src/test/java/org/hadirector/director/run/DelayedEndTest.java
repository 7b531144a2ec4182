package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.hadirector.director.log.LogLine;
import org.hadirector.resource.ResourceException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a daemon that is told to end says of what is under way: heartbeat's warning, once, where it is true. */
class DelayedEndTest {
    private static final String DELAYED = "Shutdown delayed until current resource activity finishes.";

    private VirtualPair pair;

    @BeforeEach
    void start(@TempDir Path root) throws IOException, ResourceException {
        pair = new VirtualPair(root);
        for (String node : pair.names()) {
            pair.file(
                    node,
                    "ha.cf",
                    "keepalive 500ms\nwarntime 2\ndeadtime 4\ninitdead 10\nbcast eth1\nauto_failback off\n"
                            + "node ha1.example ha2.example\n",
                    "0644");
            pair.file(node, "authkeys", "auth 1\n1 sha1 secret\n", "0600");
            pair.file(node, "haresources", "ha1.example rec::a\n", "0644");
            pair.behave(node, "rec", "start_sleep=6; stop_sleep=3");
            assertEquals(List.of(), pair.start(node, false));
        }
    }

    @AfterEach
    void end() {
        pair.close();
    }

    /** What the node says from its SIGTERM on, until nothing moves any more. */
    private List<String> saidAtTheEndOf(String node) {
        double since = pair.now();
        pair.stop(node);
        pair.settle(20, 100);
        return pair.log(node, since).stream().map(LogLine::text).toList();
    }

    @Test
    void shouldSayOnceThatAStartIsAwaited() {
        pair.pass(4);
        assertTrue(pair.moving(), "its script runs");
        List<String> said = saidAtTheEndOf("ha1");
        assertEquals(List.of(DELAYED, "Heartbeat shutdown in progress. (P)"), said.subList(0, 2));
        assertEquals(1, said.stream().filter(DELAYED::equals).count());
        assertEquals("ha1.example Heartbeat shutdown complete.", said.get(said.size() - 1));
    }

    @Test
    void shouldSayThatAStopIsAwaited() {
        pair.settle(20, 100);
        pair.command("ha1", "standby", "all", "nowait");
        pair.pass(1);
        assertTrue(pair.moving(), "its script runs");
        assertEquals(DELAYED, saidAtTheEndOf("ha1").get(0));
    }

    @Test
    void shouldSayThatATakerIsAwaitedThatWasGranted() {
        pair.settle(20, 100);
        pair.command("ha1", "standby", "all", "nowait");
        pair.pass(5);
        assertEquals("rscstatus none; nothing", pair.holds("ha1"));
        assertTrue(pair.moving(), "the taker's script runs");
        assertEquals(DELAYED, saidAtTheEndOf("ha1").get(0));
    }

    @Test
    void shouldNotSpeakOfDelayWhereNothingIsUnderWay() {
        pair.settle(20, 100);
        assertEquals(
                List.of("Heartbeat shutdown in progress. (P)", "Giving up all HA resources."),
                saidAtTheEndOf("ha1").subList(0, 2));
    }
}
