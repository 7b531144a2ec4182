package org.hadirector.director.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.heartbeat.config.ConfigProblem.Stage;
import org.junit.jupiter.api.Test;

/** Which problems a start tells: those up to the first stage at which heartbeat would have stopped. */
class StartTextsTest {
    private static ConfigProblem error(Stage stage, String text) {
        return new ConfigProblem("ha.cf", 1, Severity.ERROR, text, "", stage, List.of("ERROR: " + text));
    }

    private static List<String> told(ConfigProblem... problems) {
        return StartTexts.lines(List.of(problems)).stream()
                .map(LogLine::text)
                .filter(text -> !text.startsWith("ha.cf:"))
                .toList();
    }

    @Test
    void shouldGoOnAfterWhatHeartbeatTakes() {
        assertEquals(
                List.of("third node", "Dead time too small", "Configuration error, heartbeat not started."),
                told(error(Stage.CHECKING, "Dead time too small"), error(Stage.DESIGN, "third node")));
    }

    @Test
    void shouldEndWhereHeartbeatEnds() {
        assertEquals(
                List.of(
                        "Illegal directive",
                        "third node",
                        "Heartbeat not started: configuration error.",
                        "Configuration error, heartbeat not started."),
                told(
                        error(Stage.DESIGN, "third node"),
                        error(Stage.READING, "Illegal directive"),
                        error(Stage.KEYS, "no key"),
                        error(Stage.CHECKING, "Dead time too small")));
        assertEquals(
                List.of(
                        "third node",
                        "no key",
                        "Authentication configuration error.",
                        "Configuration error, heartbeat not started."),
                told(
                        error(Stage.DESIGN, "third node"),
                        error(Stage.KEYS, "no key"),
                        error(Stage.CHECKING, "Dead time too small")));
    }

    @Test
    void shouldRefuseForTheDesignAlone() {
        assertEquals(
                List.of(
                        "third node",
                        "Heartbeat not started: configuration error.",
                        "Configuration error, heartbeat not started."),
                told(error(Stage.DESIGN, "third node")));
    }
}
