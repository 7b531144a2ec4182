package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.hadirector.director.run.RefusalWatch.News;
import org.hadirector.director.run.RefusalWatch.Reason;
import org.hadirector.heartbeat.link.LinkCounters;
import org.junit.jupiter.api.Test;

class RefusalWatchTest {
    private static final long SECOND = 1_000_000_000L;

    private final RefusalWatch watch = new RefusalWatch();

    private static LinkCounters counters(long forged, long replayed) {
        return new LinkCounters(1, 1, 0, forged, replayed, 0, 0, 0, 0, 0, 0, 0);
    }

    private List<News> look(LinkCounters eth1, long second) {
        return watch.look(Map.of("eth1", eth1), second * SECOND);
    }

    @Test
    void shouldTellOnceWhenAFloodBeginsAndOnceWhenItIsOver() {
        assertEquals(List.of(), look(counters(0, 0), 1));
        assertEquals(List.of(new News("eth1", Reason.FORGED, false, 5000)), look(counters(5000, 0), 2));
        for (int second = 3; second < 100; second++) {
            assertEquals(List.of(), look(counters(5000L * second, 0), second));
        }
        assertEquals(List.of(), look(counters(495_000, 0), 158), "not quiet for a minute yet");
        List<News> over = look(counters(495_000, 0), 159);
        assertEquals(List.of(new News("eth1", Reason.FORGED, true, 495_000)), over);
        assertEquals(
                "link eth1: no more forged beats; 495000 were refused",
                over.get(0).text());
        assertEquals(List.of(new News("eth1", Reason.FORGED, false, 1)), look(counters(495_001, 0), 200));
    }

    @Test
    void shouldTellEachReasonAndEachLinkForItself() {
        List<News> news = watch.look(Map.of("eth1", counters(1, 2), "/dev/ttyS0", counters(0, 3)), SECOND);
        assertEquals(3, news.size());
        assertTrue(news.contains(new News("/dev/ttyS0", Reason.REPLAYED, false, 3)));
        assertTrue(news.get(0).text().contains("said once"));
    }

    @Test
    void shouldBeginAgainWithALinkThatWasMadeAnew() {
        look(counters(0, 9), 1);
        assertEquals(List.of(new News("eth1", Reason.REPLAYED, false, 2)), look(counters(0, 2), 2));
        watch.look(Map.of(), 3 * SECOND);
        assertEquals(List.of(new News("eth1", Reason.REPLAYED, false, 2)), look(counters(0, 2), 4));
    }
}
