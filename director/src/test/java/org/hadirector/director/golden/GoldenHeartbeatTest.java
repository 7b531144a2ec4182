package org.hadirector.director.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** This program against what heartbeat 3.0.6 did, case by case, for the kinds that are run. */
class GoldenHeartbeatTest {
    @TestFactory
    Stream<DynamicNode> shouldDoAsHeartbeatDid() throws IOException, URISyntaxException {
        Path root = Path.of(GoldenHeartbeatTest.class
                        .getResource("/golden/heartbeat/README.md")
                        .toURI())
                .getParent();
        DesignRules rules = DesignRules.read(root.resolve("differs-by-design.txt"));
        List<DynamicNode> kinds = new ArrayList<>();
        for (GoldenKind kind : GoldenKinds.all()) {
            List<DynamicNode> tests = new ArrayList<>();
            try (Stream<Path> files = Files.list(root.resolve(kind.folder()))) {
                files.sorted().forEach(file -> tests.add(test(kind, file, rules)));
            }
            tests.add(DynamicTest.dynamicTest(
                    "every rule of differs-by-design.txt excuses something",
                    () -> assertEquals(List.of(), rules.unused(kind.folder()))));
            kinds.add(DynamicContainer.dynamicContainer(kind.folder(), tests));
        }
        return kinds.stream();
    }

    private static DynamicTest test(GoldenKind kind, Path file, DesignRules rules) {
        return DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
            Verdict verdict = Verdict.of(kind, GoldenVector.read(file, kind.folder()), rules);
            assertNotEquals(Verdict.Word.FAIL, verdict.word(), verdict.detail());
        });
    }
}
