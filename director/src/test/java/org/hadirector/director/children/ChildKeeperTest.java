package org.hadirector.director.children;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.hadirector.heartbeat.config.ClientChild;
import org.hadirector.heartbeat.config.NodeFacts.Account;
import org.junit.jupiter.api.Test;

class ChildKeeperTest {
    private static final ClientChild SLEEP = new ClientChild("hacluster", "/bin/sleep 1000", false, 1);

    private final List<String> log = new ArrayList<>();
    private final List<ClientChild> failed = new ArrayList<>();
    private final List<FakeProcess> started = new ArrayList<>();
    private long nowNs;

    private final class FakeProcess implements Launcher.Running {
        private final IntConsumer ended;
        private boolean alive = true;

        FakeProcess(IntConsumer ended) {
            this.ended = ended;
        }

        @Override
        public long pid() {
            return 7;
        }

        @Override
        public void terminate() {
            end(143);
        }

        @Override
        public void kill() {
            end(137);
        }

        @Override
        public boolean alive() {
            return alive;
        }

        void end(int status) {
            alive = false;
            ended.accept(status);
        }
    }

    private ChildKeeper keeper(ClientChild... children) {
        Launcher launcher = (child, account, ended) -> {
            if (child.command().contains("nosuch")) {
                throw new IOException("no such file");
            }
            FakeProcess process = new FakeProcess(ended);
            started.add(process);
            return process;
        };
        ChildKeeper.Tools tools = new ChildKeeper.Tools(
                launcher,
                name -> Optional.of(name.equals("root") ? new Account(0, 0) : new Account(104, 107)),
                () -> nowNs,
                line -> log.add(line.priority() + ": " + line.text()),
                failed::add);
        return new ChildKeeper(List.of(children), tools, Runnable::run);
    }

    private FakeProcess last() {
        return started.get(started.size() - 1);
    }

    @Test
    void shouldStartInHeartbeatsWordsAndStartAgainWhatEnds() {
        keeper(SLEEP).start();
        last().end(1);
        assertEquals(
                List.of(
                        "info: Starting child client \"/bin/sleep 1000\" (104,107)",
                        "info: Starting \"/bin/sleep 1000\" as uid 104  gid 107 (pid 7)",
                        "WARN: Managed /bin/sleep 1000 process 7 exited with return code 1.",
                        "ERROR: Respawning client \"/bin/sleep 1000\":",
                        "info: Starting child client \"/bin/sleep 1000\" (104,107)",
                        "info: Starting \"/bin/sleep 1000\" as uid 104  gid 107 (pid 7)"),
                log);
        assertEquals(2, started.size());
    }

    @Test
    void shouldLeaveAloneWhatExitsWith100() {
        keeper(SLEEP).start();
        last().end(100);
        assertEquals(1, started.size());
        assertEquals("WARN: Managed /bin/sleep 1000 process 7 exited with return code 100.", log.get(log.size() - 1));
    }

    @Test
    void shouldGiveUpWhatEndsElevenTimesWithinHalfAMinuteEach() {
        keeper(SLEEP).start();
        for (int i = 0; i < 11; i++) {
            nowNs += 1_000_000_000L;
            last().end(1);
        }
        assertEquals(11, started.size());
        assertEquals("ERROR: Client /bin/sleep 1000 \"respawning too fast\"", log.get(log.size() - 1));
    }

    @Test
    void shouldSayAtTheEndWhatDoesNotRunAnyMore() {
        ChildKeeper keeper = keeper(SLEEP);
        keeper.start();
        last().end(100);
        assertTrue(keeper.stop().isDone());
        assertEquals("info: client [/bin/sleep 1000] is not running.", log.get(log.size() - 1));
    }

    @Test
    void shouldForgetQuickEndsAfterALongLife() {
        keeper(SLEEP).start();
        for (int i = 0; i < 25; i++) {
            nowNs += i % 10 == 9 ? 31_000_000_000L : 1_000_000_000L;
            last().end(1);
        }
        assertEquals(26, started.size());
    }

    @Test
    void shouldGiveTheNodeUpWhenAFailfastProgramIsGone() {
        ClientChild vital = new ClientChild("root", "/bin/vital", true, 1);
        keeper(vital).start();
        last().end(0);
        assertEquals(List.of(vital), failed);
        assertEquals(1, started.size());
    }

    @Test
    void shouldEndAllWithTheDaemonTheLastFirst() {
        ChildKeeper keeper = keeper(SLEEP, new ClientChild("root", "/bin/other", false, 2));
        keeper.start();
        var gone = keeper.stop();
        assertTrue(gone.isDone());
        assertTrue(started.stream().noneMatch(FakeProcess::alive));
        assertEquals(2, started.size(), "nothing is started again");
        assertEquals(
                List.of("/bin/other", "/bin/sleep"),
                log.stream()
                        .filter(line -> line.startsWith("info: Managed "))
                        .map(line -> line.split(" ")[2])
                        .toList());
        assertTrue(log.contains("info: killing /bin/other process group 7 with signal 15"), log::toString);
    }

    @Test
    void shouldNeverStartIpfailForItIsBuiltIn() {
        ChildKeeper keeper = keeper(new ClientChild("hacluster", "/usr/lib/heartbeat/ipfail", false, 1));
        keeper.start();
        assertTrue(started.isEmpty());
        assertTrue(keeper.stop().isDone());
    }

    @Test
    void shouldSayWhenAProgramCannotBeStarted() {
        keeper(new ClientChild("root", "/bin/nosuch", false, 1)).start();
        assertEquals("ERROR: Cannot start \"/bin/nosuch\": no such file", log.get(log.size() - 1));
        assertFalse(log.isEmpty());
    }
}
