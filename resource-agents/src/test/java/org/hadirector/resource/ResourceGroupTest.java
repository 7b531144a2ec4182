package org.hadirector.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hadirector.resource.config.GroupLine;
import org.hadirector.resource.config.HaresourcesParser;
import org.hadirector.resource.testing.RecordingLog;
import org.junit.jupiter.api.Test;

class ResourceGroupTest {
    private final List<String> calls = new ArrayList<>();
    private final Set<String> running = new HashSet<>();
    private final Set<String> failing = new HashSet<>();
    private final RecordingLog log = new RecordingLog();
    private final GroupLine line = new HaresourcesParser(Set.of(), script -> true)
            .parse("haresources", "ha1.example rec::a rec::b rec::c")
            .value()
            .groups()
            .get(0);
    private final ResourceGroup group =
            new ResourceGroup(line, List.of(new Agent("a"), new Agent("b"), new Agent("c")), log);

    /** Starts, stops and fails as told. */
    private final class Agent implements ResourceAgent {
        private final String letter;

        Agent(String letter) {
            this.letter = letter;
        }

        @Override
        public String name() {
            return "rec::" + letter;
        }

        @Override
        public String command() {
            return "/etc/ha.d/resource.d/rec " + letter;
        }

        @Override
        public void prepare() throws ResourceException {
            call("prepare");
        }

        @Override
        public void start() throws ResourceException {
            call("start");
            running.add(letter);
        }

        @Override
        public void stop() throws ResourceException {
            call("stop");
            running.remove(letter);
        }

        @Override
        public void close() throws ResourceException {
            call("close");
        }

        @Override
        public void renew(long nowNs) {
            calls.add("renew " + letter + " " + nowNs);
        }

        @Override
        public ResourceStatus monitor() {
            return running.contains(letter) ? ResourceStatus.RUNNING : ResourceStatus.STOPPED;
        }

        private void call(String verb) throws ResourceException {
            calls.add(verb + " " + letter);
            if (failing.contains(verb + " " + letter)) {
                throw new ResourceException("Return code 1 from rec");
            }
            if (failing.contains(verb + "! " + letter)) {
                throw new IllegalStateException("a bug");
            }
        }
    }

    @Test
    void shouldAcquireLeftToRightAndReleaseRightToLeft() throws Exception {
        group.prepare();
        group.start();
        group.renew(7);
        group.stop();
        group.close();
        assertEquals(
                List.of(
                        "prepare a",
                        "prepare b",
                        "prepare c",
                        "start a",
                        "start b",
                        "start c",
                        "renew a 7",
                        "renew b 7",
                        "renew c 7",
                        "stop c",
                        "stop b",
                        "stop a",
                        "close c",
                        "close b",
                        "close a"),
                calls);
        assertEquals(
                List.of(
                        "INFO Acquiring resource group: ha1.example rec::a rec::b rec::c",
                        "INFO Running /etc/ha.d/resource.d/rec a start",
                        "INFO Running /etc/ha.d/resource.d/rec b start",
                        "INFO Running /etc/ha.d/resource.d/rec c start",
                        "INFO Releasing resource group: ha1.example rec::a rec::b rec::c",
                        "INFO Running /etc/ha.d/resource.d/rec c stop",
                        "INFO Running /etc/ha.d/resource.d/rec b stop",
                        "INFO Running /etc/ha.d/resource.d/rec a stop"),
                log.lines());
    }

    @Test
    void shouldSkipWhatRunsAlready() throws Exception {
        running.add("b");
        group.start();
        assertEquals(List.of("start a", "start c"), calls);
    }

    @Test
    void shouldLeaveTheStopToTheCallerWhenAResourceDoesNotStart() throws Exception {
        failing.add("start b");
        ResourceException e = assertThrows(ResourceException.class, group::start);
        assertEquals("start of rec::b: Return code 1 from rec", e.getMessage());
        assertTrue(log.has("CRIT Giving up resources due to failure of rec::b"));
        group.stop();
        assertEquals(List.of("start a", "start b", "stop c", "stop b", "stop a"), calls);
        assertEquals(Set.of(), running);
    }

    @Test
    void shouldStopWhatAFormerRunLeftActiveAndNothingElse() throws Exception {
        group.clear();
        assertEquals(List.of(), calls);
        running.add("b");
        group.clear();
        assertEquals(List.of("stop c", "stop b", "stop a"), calls);
        assertTrue(
                log.has("CRIT Resource rec::b is active, and should not be!"),
                log.lines().toString());
    }

    @Test
    void shouldGoOnAfterAFailingStopAndReportAll() {
        failing.addAll(Set.of("stop c", "stop! a"));
        ResourceException e = assertThrows(ResourceException.class, group::stop);
        assertTrue(e.getMessage().contains("stop of rec::c: Return code 1"), e.getMessage());
        assertTrue(e.getMessage().contains("stop of rec::a: java.lang.IllegalStateException: a bug"), e.getMessage());
        assertEquals(List.of("stop c", "stop b", "stop a"), calls);
    }

    @Test
    void shouldPrepareTheOthersWhenOneCannotBe() {
        failing.add("prepare a");
        assertThrows(ResourceException.class, group::prepare);
        assertEquals(List.of("prepare a", "prepare b", "prepare c"), calls);
    }

    @Test
    void shouldRefuseAgentsThatDoNotMatchTheLine() {
        assertThrows(IllegalArgumentException.class, () -> new ResourceGroup(line, List.of(), log));
    }
}
