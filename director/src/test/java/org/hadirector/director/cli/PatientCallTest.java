package org.hadirector.director.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.director.control.ControlServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that takes its time. */
class PatientCallTest {
    private static final ControlRequest RELOAD = new ControlRequest("reload");

    @TempDir
    Path run;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile String busy = "";
    private ControlServer daemon;

    @BeforeEach
    void start() throws IOException {
        daemon = ControlServer.bind(run, this::answer, (user, group, verb) -> false, threads);
        threads.submit(() -> {
            daemon.acceptLoop();
            return null;
        });
    }

    @AfterEach
    void end() throws IOException {
        done.countDown();
        daemon.close();
        threads.shutdownNow();
    }

    private ControlReply answer(ControlRequest request) {
        if (request.verb().equals("status")) {
            return ControlReply.of(
                    Map.of("groups", List.of(Map.of("name", "idle", "busy", ""), Map.of("name", "vip", "busy", busy))));
        }
        try {
            return done.await(20, TimeUnit.SECONDS) ? ControlReply.text(0, "said") : ControlReply.text(1, "late");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldTellOnceWhatIsWaitedForAndThenTheAnswer() throws Exception {
        Future<ControlReply> reply = threads.submit(() -> new PatientCall(run, told::add, 1).answer(RELOAD));
        busy = "starting slow::a";
        await().until(() -> told.size() == 1);
        busy = "stopping slow::b";
        await().until(() -> told.size() == 2);
        done.countDown();
        assertEquals("said\n", reply.get(20, TimeUnit.SECONDS).out());
        assertEquals(
                List.of(
                        "director: waiting: group vip is starting slow::a",
                        "director: waiting: group vip is stopping slow::b"),
                told);
    }

    @Test
    void shouldSayThatNoDaemonAnswers() throws IOException {
        daemon.close();
        assertThrows(IOException.class, () -> new PatientCall(run, told::add, 1).answer(RELOAD));
        assertEquals(List.of(), told);
    }
}
