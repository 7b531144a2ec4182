package org.hadirector.heartbeat.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.heartbeat.config.ConfigProblem.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines of ha.cf that heartbeat takes and this program does not: what follows them is told as heartbeat tells it. */
class HaCfDesignTest {
    private static final String GOOD =
            """
            keepalive 1
            deadtime 5
            initdead 10
            auto_failback on
            bcast eth0 eth1
            node ha1.example ha2.example
            """;

    private static List<ConfigProblem> errors(String text) {
        Parsed<HaCf> parsed = HaCfParser.parse("ha.cf", text);
        List<ConfigProblem> all = new ArrayList<>(parsed.problems());
        all.addAll(new HaCfValidator(FakeNode.ha1()).validate(parsed.value()));
        return all.stream().filter(p -> p.severity() == Severity.ERROR).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "env NOTHING|set_env: invalid nvpair(NOTHING)",
                "respawn root /bin/|Client child command [/bin/] is a directory",
                "warntime 9999999999|Warn time [9999999999] is invalid.",
            })
    void shouldRefuseByDesignSoThatWhatFollowsIsToldToo(String line, String text) {
        List<ConfigProblem> errors = errors(GOOD + line + "\n");

        assertEquals(List.of(text), errors.stream().map(ConfigProblem::text).toList());
        assertEquals(Stage.DESIGN, errors.get(0).stage());
    }

    @Test
    void shouldTellTheTimeThatIsTooLongAsItIsWritten() {
        assertEquals(
                List.of(
                        "Dead time [5000] is too small compared to keeplive [9999999999000]",
                        "keepalive [9999999999] is invalid"),
                errors(GOOD + "keepalive 9999999999\n").stream()
                        .map(ConfigProblem::text)
                        .sorted()
                        .toList());
    }
}
