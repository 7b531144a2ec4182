package org.hadirector.lvs.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;

/**
 * The engine against what the kernel did. {@code excluded.txt} names the vectors that need what is not built, each with
 * its reason; an excluded vector that passes is an error, so that the list can only shrink.
 */
class GoldenTest {
    private static final List<String> FOLDERS = List.of("schedulers", "listings", "errors", "states", "replies");
    private static int passed;
    private static int excluded;
    private static final Set<String> USED = new HashSet<>();

    private static Path root() throws URISyntaxException {
        return Path.of(GoldenTest.class.getResource("/golden/README.md").toURI())
                .getParent();
    }

    @TestFactory
    Stream<DynamicTest> shouldDoAsTheKernelDid() throws IOException, URISyntaxException {
        Path root = root();
        GoldenReplay replay = new GoldenReplay(root);
        Stream<DynamicTest> vectors = FOLDERS.stream()
                .flatMap(folder -> files(root.resolve(folder)))
                .map(file -> root.relativize(file).toString().replace(".txt", ""))
                .map(name -> DynamicTest.dynamicTest(name, () -> check(replay, root, name)));
        return Stream.concat(
                vectors,
                Stream.of(DynamicTest.dynamicTest(
                        "every rule excuses something", () -> assertEquals(replay.ruleReasons(), USED))));
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void check(GoldenReplay replay, Path root, String name) throws IOException {
        Set<String> reasons = new HashSet<>();
        Optional<String> difference = replay.differs(root.resolve(name + ".txt"), name, reasons, RecordedClock.UNKNOWN);
        USED.addAll(reasons);
        if (replay.exclusion(name).isEmpty()) {
            assertEquals("", difference.orElse(""), name);
            passed += reasons.isEmpty() ? 1 : 0;
            excluded += reasons.isEmpty() ? 0 : 1;
        } else {
            assertTrue(difference.isPresent(), name + " passes: take it off the list");
            excluded++;
        }
    }

    @AfterAll
    static void shouldSayHowMany(TestReporter reporter) {
        reporter.publishEntry("golden vectors", passed + " passed, " + excluded + " excluded with a reason");
    }
}
