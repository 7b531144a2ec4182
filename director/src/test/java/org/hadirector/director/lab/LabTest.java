package org.hadirector.director.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.hadirector.director.drill.DrillBench;
import org.hadirector.director.drill.DrillException;
import org.hadirector.director.journal.JournalEntry;
import org.hadirector.director.journal.JournalReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * What tests with real daemons in a lab share: the lab, the client that never stops asking, and what the nodes say.
 * Everything is removed after each test, whatever became of it; of one that failed, {@link LabEvidence} keeps what was
 * said.
 */
@ExtendWith(LabEvidence.class)
public abstract class LabTest {
    /** How often the client asks. */
    protected static final Duration PROBE = Duration.ofMillis(20);

    /** For whatever must come, on a machine that may be busy. */
    protected static final Duration LIMIT = Duration.ofSeconds(40);

    @TempDir
    protected Path temporary;

    protected LabPlan plan;
    protected DrillBench bench;
    private String failed = "";

    /** Makes a lab whose directors do not run yet. */
    protected final Lab build(LabTiming timing) throws IOException {
        return build(timing, program());
    }

    /** What starts a director, with the JVM's options that it has everywhere; without guardians. */
    protected final DirectorProgram program() throws IOException {
        return LaunchedProgram.unguarded(temporary.resolve("home"));
    }

    /** The same with another way to start the directors. */
    protected final Lab build(LabTiming timing, DirectorProgram program) throws IOException {
        String name = getClass().getSimpleName().replaceAll("Lab|Test", "").toLowerCase(Locale.ROOT);
        plan = new LabPlan("t" + ProcessHandle.current().pid() + "-" + name, temporary.resolve("lab"), timing);
        Lab lab = new LabBuilder(program, WebServer.installed()).up(plan, false);
        bench = new DrillBench(lab, probe(), attempt());
        return lab;
    }

    /** Makes a lab, starts both directors and waits until clients are served. */
    protected final void pair(LabTiming timing) throws IOException, DrillException {
        build(timing);
        startBoth();
    }

    /** Waits until clients are served. */
    protected final void startBoth() throws IOException, DrillException {
        bench.lab().startDirectors();
        bench.start();
    }

    /**
     * A part of a test that shares its lab with others, since making one takes longer than most of what is tried in it.
     * Parts are played in their order and leave the pair healthy; after one that failed the rest are not tried.
     */
    protected final DynamicTest part(String name, Executable what) {
        return DynamicTest.dynamicTest(name, () -> {
            Assumptions.assumeTrue(failed.isEmpty(), failed);
            failed = "not tried after: " + name;
            bench.awaitHealthy();
            what.execute();
            failed = "";
        });
    }

    /** How often the client asks. */
    protected Duration probe() {
        return PROBE;
    }

    /** How long one request of the client may take. */
    protected Duration attempt() {
        return Duration.ofMillis(500);
    }

    /** What must be undone before the lab can go; nothing is known of how far the test came. */
    protected void beforeDown() throws Exception {}

    @AfterEach
    final void down() throws Exception {
        try {
            beforeDown();
        } finally {
            if (bench != null) {
                bench.close();
            }
            if (plan != null) {
                LabBuilder.down(plan.dir());
            }
        }
    }

    protected final LabHost host(String name) {
        return plan.host(name);
    }

    /** One of a node's files. */
    protected final Path file(String node, String name) {
        return plan.configDir(host(node)).resolve(name);
    }

    /** Appends to a file of each director, which may be new. */
    protected final void append(String name, String text) throws IOException {
        for (LabHost director : plan.hosts(LabHost.Role.DIRECTOR)) {
            Files.writeString(
                    plan.configDir(director).resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    protected final NodeStatus status(String node) {
        return bench.status(host(node)).orElseThrow(() -> new AssertionError("no daemon answers on " + node));
    }

    /** What {@code director status} says there. */
    protected final String statusText(String node) throws IOException {
        return bench.lab().director(host(node), "status");
    }

    protected final String haLog(String node) throws IOException {
        return Files.readString(plan.logDir(host(node)).resolve("ha-log"));
    }

    protected final List<JournalEntry> journal(String node) throws IOException {
        return new JournalReader(plan.stateDir(host(node))).all();
    }

    /** Kinds of events that a node's journal tells of. */
    protected final Set<String> kinds(String node) throws IOException {
        return journal(node).stream().map(JournalEntry::kind).collect(Collectors.toSet());
    }

    protected final boolean event(String node, String kind) throws IOException {
        return kinds(node).contains(kind);
    }

    /** How long after that moment, in nanoseconds, the heir knew that it may serve. */
    protected final long bereaved(LabHost heir, long fromNs) throws IOException, DrillException {
        String what = "the journal of " + heir.name() + " to tell why it serves";
        bench.await(what, bench.limit(), () -> bench.firstEvent(heir, "BEREAVED", fromNs)
                .isPresent());
        return bench.firstEvent(heir, "BEREAVED", fromNs).orElseThrow() - fromNs;
    }
}
