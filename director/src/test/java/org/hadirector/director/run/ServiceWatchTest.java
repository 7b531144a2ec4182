package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hadirector.director.journal.Journal;
import org.hadirector.director.journal.JournalFile;
import org.hadirector.director.journal.JournalReader;
import org.hadirector.resource.ResourceAgent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceWatchTest {
    private static final String WEB = "10.0.0.6:80 tcp";

    @TempDir
    Path state;

    private final Map<String, String> complaints = new TreeMap<>();
    private Journal journal;
    private ServiceWatch watch;

    @BeforeEach
    void start() {
        journal =
                new Journal("ha1", Clock.systemUTC(), System::nanoTime, new JournalFile(state, 1 << 20), trouble -> {});
        watch = new ServiceWatch(journal, 200);
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            watch.look("vip", List.of(new Complaining()));
        }
    }

    private List<String> journal() throws Exception {
        journal.end();
        journal.writeLoop();
        return new JournalReader(state)
                .all().stream()
                        .map(entry -> entry.kind() + " " + entry.group() + " " + entry.subject() + ": " + entry.reason()
                                + " " + entry.value())
                        .toList();
    }

    @Test
    void shouldTellWhatLastsAndThatItIsOver() throws Exception {
        look(100);
        complaints.put(WEB, "it has no real server");
        look(ServiceWatch.PATIENCE - 1);
        assertEquals(Map.of(), watch.told());
        look(50);
        assertEquals(Map.of(WEB, "it has no real server"), watch.told());
        complaints.put(WEB, "no neighbour answers for 10.0.0.9");
        look(50);
        complaints.clear();
        look(50);
        assertEquals(Map.of(), watch.told());
        assertEquals(
                List.of(
                        "SERVICE_BAD vip " + WEB + ": it has no real server 2000",
                        "SERVICE_BAD vip " + WEB + ": no neighbour answers for 10.0.0.9 2000",
                        "SERVICE_GOOD vip " + WEB + ": it is served again 0"),
                journal());
    }

    @Test
    void shouldKeepQuietAboutMoments() throws Exception {
        for (int i = 0; i < 20; i++) {
            complaints.put(WEB, "it has no real server");
            look(ServiceWatch.PATIENCE - 1);
            complaints.clear();
            look(1);
        }
        assertEquals(List.of(), journal());
    }

    private final class Complaining implements ResourceAgent {
        @Override
        public String name() {
            return "ldirectord";
        }

        @Override
        public Map<String, String> complaints() {
            return complaints;
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public ResourceStatus monitor() {
            return ResourceStatus.RUNNING;
        }
    }
}
