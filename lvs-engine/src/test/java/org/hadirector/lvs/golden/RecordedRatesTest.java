package org.hadirector.lvs.golden;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The kernel's rates to the digit, of services and servers. When it measured them was not recorded, only that it did so
 * every two seconds: at one of the moments within such two seconds all rates of a vector must come out.
 */
class RecordedRatesTest {
    private static final double INTERVAL_SECONDS = 2;
    private static final double STEP_SECONDS = 0.1;

    @ParameterizedTest
    @ValueSource(strings = {"big-edge", "big-kilo", "rates-mix", "rates-servers"})
    void shouldMeasureTheVeryRatesOfTheKernel(String name) throws IOException, URISyntaxException {
        Path own = Path.of(
                        RecordedRatesTest.class.getResource("/golden/README.md").toURI())
                .getParent();
        GoldenReplay replay = new GoldenReplay(own);
        Path file = own.resolve("listings").resolve(name + ".txt");
        List<String> differences = new ArrayList<>();
        boolean same = false;
        for (double before = 0; before < INTERVAL_SECONDS && !same; before += STEP_SECONDS) {
            String difference = replay.differs(
                            file, name, new HashSet<>(), new RecordedClock(before, INTERVAL_SECONDS, 0, true))
                    .orElse("");
            differences.add(difference);
            same = difference.isEmpty();
        }
        assertTrue(same, () -> name + ":\n" + String.join("\n", new HashSet<>(differences)));
    }
}
