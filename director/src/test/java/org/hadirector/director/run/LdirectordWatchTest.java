package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hadirector.director.config.Concluded;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.director.control.ControlReply;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.resource.config.Haresources;
import org.hadirector.resource.config.LdirectordCfParser;
import org.hadirector.resource.config.LdirectordConfig;
import org.hadirector.resource.config.LdirectordFiles;
import org.hadirector.resource.config.Parsed;
import org.hadirector.resource.config.ResourceConfig;
import org.hadirector.resource.config.SystemNames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file changes, the watch looks; what a reload does is another test's business. */
class LdirectordWatchTest {
    private static final String GOOD =
            "checkinterval=3\nautoreload=%s\nvirtual=10.1.0.1:80\n    real=192.168.0.1:80 masq %d\n";

    @TempDir
    Path directory;

    private final List<String> log = new ArrayList<>();
    private LdirectordWatch watch;
    private DirectorContext inUse;
    private long second;
    private ControlReply answer = ControlReply.text(0, "");

    @BeforeEach
    void start() throws IOException {
        write(GOOD.formatted("yes", 1));
        inUse = read(null).context();
        watch = new LdirectordWatch(() -> inUse, (present, file) -> read(present), this::reload, config -> log::add);
        rounds(10);
        assertEquals(List.of(), log);
    }

    private void write(String text) throws IOException {
        Files.writeString(directory.resolve("ldirectord.cf"), text);
    }

    private Concluded read(DirectorContext present) {
        Parsed<LdirectordConfig> parsed =
                new LdirectordFiles(directory, new LdirectordCfParser(new SystemNames(), name -> true)).read("");
        ResourceConfig resources = new ResourceConfig(new Haresources("", List.of()), Map.of("", parsed.value()));
        List<ConfigProblem> problems = parsed.problems().stream()
                .map(problem -> new ConfigProblem(
                        problem.file(),
                        problem.line(),
                        ConfigProblem.Severity.valueOf(problem.severity().name()),
                        problem.text(),
                        problem.remedy()))
                .toList();
        return new Concluded(
                new DirectorContext(directory, "ha1", "ha2", null, null, resources, null, null, 0), problems);
    }

    private ControlReply reload(Reloader.OtherFiles files) {
        Concluded next = files.read(inUse);
        if (!next.usable()) {
            return ControlReply.text(1, "director: nothing was changed: files are broken");
        }
        if (answer.exit() == 0) {
            inUse = next.context();
        }
        return answer;
    }

    private void rounds(int count) {
        for (int i = 0; i < count; i++) {
            watch.round(++second * 1_000_000_000L);
        }
    }

    private LdirectordConfig config() {
        return inUse.resources().ldirectord().get("");
    }

    private String has() {
        return "Configuration file '" + directory.resolve("ldirectord.cf") + "' has changed on disk";
    }

    @Test
    void shouldTakeAChangeOverInLdirectordsWords() throws IOException {
        write(GOOD.formatted("yes", 3));
        rounds(5);
        assertEquals(List.of(has(), " - reread new configuration"), log);
        assertEquals(3, config().virtuals().get(0).reals().get(0).weight());
        rounds(20);
        assertEquals(2, log.size(), "once");
    }

    @Test
    void shouldLookOnlyEveryCheckinterval() throws IOException {
        rounds(1);
        write(GOOD.formatted("yes", 3));
        rounds(1);
        assertEquals(List.of(), log);
        rounds(3);
        assertEquals(2, log.size());
    }

    @Test
    void shouldKeepTheOldConfigurationWhenTheNewOneIsBroken() throws IOException {
        LdirectordConfig old = config();
        write(GOOD.formatted("yes", 1) + "nonsense=1\n");
        rounds(20);
        assertEquals(3, log.size(), log::toString);
        assertTrue(
                log.get(2)
                        .matches("Error \\[\\d+] reading file .*/ldirectord.cf at line 5: Unknown command nonsense=1"),
                log.get(2));
        assertEquals(old, config());
        write(GOOD.formatted("yes", 2));
        rounds(5);
        assertEquals(2, config().virtuals().get(0).reals().get(0).weight());
    }

    @Test
    void shouldOnlyLogWithoutAutoreload() throws IOException {
        write(GOOD.formatted("no", 1));
        inUse = read(null).context();
        rounds(5);
        assertEquals(List.of(), log, "a reload by hand is no news");
        for (int weight = 2; weight < 4; weight++) {
            write(GOOD.formatted("no", weight));
            rounds(10);
        }
        assertEquals(List.of(has(), " - ignore new configuration", has(), " - ignore new configuration"), log);
        assertEquals(1, config().virtuals().get(0).reals().get(0).weight());
    }

    @Test
    void shouldWaitUntilAnEditorHasWrittenTheWholeFile() throws IOException {
        rounds(1);
        for (int i = 0; i < 10; i++) {
            write("# half a file " + i + "\n");
            rounds(1);
        }
        assertEquals(List.of(), log);
        write(GOOD.formatted("yes", 4));
        rounds(5);
        assertEquals(4, config().virtuals().get(0).reals().get(0).weight());
    }

    @Test
    void shouldSeeAChangeThatCameBetweenReadingAndTheFirstLook() throws IOException {
        write(GOOD.formatted("yes", 7));
        inUse = read(null).context();
        write(GOOD.formatted("yes", 8));
        rounds(3);
        assertEquals(8, config().virtuals().get(0).reals().get(0).weight());
    }

    @Test
    void shouldTellOnceThatTheFileIsGoneAndWhyItWasNotTakenOver() throws IOException {
        Files.delete(directory.resolve("ldirectord.cf"));
        rounds(20);
        assertEquals(1, log.size(), log::toString);
        assertTrue(log.get(0).contains("cannot be read, what it said stays"), log.get(0));
        answer = ControlReply.text(1, "director: nothing was changed: group is still being released");
        write(GOOD.formatted("yes", 2));
        rounds(20);
        assertEquals(" - not taken over: director: nothing was changed: group is still being released", log.get(3));
        assertEquals(4, log.size(), log::toString);
    }
}
