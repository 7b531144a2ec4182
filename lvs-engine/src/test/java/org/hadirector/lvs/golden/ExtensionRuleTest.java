package org.hadirector.lvs.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule about extension headers excuses the state and time of the clients' connections, and nothing else. */
class ExtensionRuleTest {
    private static UnaryOperator<String> rule() throws IOException, URISyntaxException {
        Path own = Path.of(
                        ExtensionRuleTest.class.getResource("/golden/README.md").toURI())
                .getParent();
        GoldenVector vector = GoldenVector.read(own.resolve("replies/extension-state.txt"), "extension-state");
        List<GoldenVector.Event> events = vector.events();
        return ExtensionRule.part(vector, events.get(events.size() - 1)).lines();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "conn TCP [fd04::1:3]:1001 [fd01::1]:80 [fd00::13]:8080 CLOSE 9"
                        + "|conn TCP [fd04::1:3]:1001 [fd01::1]:80 [fd00::13]:8080 SYN_RECV 59",
                "TCP 00:09  CLOSE       [fd04::1:3]:1001   [fd01::1]:80       [fd00::13]:8080"
                        + "|TCP 14:59  ESTABLISHED [fd04::1:3]:1001   [fd01::1]:80       [fd00::13]:8080",
                "TCP [fd04::1:3]:1001 [fd01::1]:80 [fd00::13]:8080 CLOSE             9"
                        + "|TCP [fd04::1:3]:1001 [fd01::1]:80 [fd00::13]:8080 SYN_RECV        59",
                "[fd00::13]:8080=0/2|[fd00::13]:8080=1/1",
            })
    void shouldExcuseStatesAndTimes(String left, String right) throws IOException, URISyntaxException {
        assertEquals(rule().apply(left), rule().apply(right));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "conn TCP [fd04::1:3]:1001 [fd01::1]:80 [fd00::13]:8080 CLOSE 9"
                        + "|conn TCP [fd04::1:3]:1001 [fd01::1]:80 [fd00::12]:8080 CLOSE 9",
                "conn TCP [fd04::2:9]:1001 [fd01::1]:80 [fd00::13]:8080 CLOSE 9"
                        + "|conn TCP [fd04::2:9]:1001 [fd01::1]:80 [fd00::13]:8080 SYN_RECV 59",
                "[fd00::13]:8080=0/2|[fd00::13]:8080=0/1",
                "[fd00::12]:8080=0/2|[fd00::12]:8080=1/1",
            })
    void shouldExcuseNothingElse(String left, String right) throws IOException, URISyntaxException {
        assertNotEquals(rule().apply(left), rule().apply(right));
    }

    @Test
    void shouldDropNoLine() throws IOException, URISyntaxException {
        assertNotEquals(null, rule().apply("conn TCP [fd04::1:3]:1001 [fd01::1]:80 [fd00::13]:8080 CLOSE 9"));
    }
}
