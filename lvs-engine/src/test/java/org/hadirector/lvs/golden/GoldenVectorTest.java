package org.hadirector.lvs.golden;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors that cannot be read are told with the line. */
class GoldenVectorTest {
    @TempDir
    private Path folder;

    private String difference(String events) throws IOException, URISyntaxException {
        Path own = Path.of(
                        GoldenVectorTest.class.getResource("/golden/README.md").toURI())
                .getParent();
        Path file = folder.resolve("case.txt");
        Files.write(file, ("# remark\n[rules]\n[events]\n" + events).getBytes(StandardCharsets.ISO_8859_1));
        return new GoldenReplay(own).differs(file, "any/case", new HashSet<>()).orElse("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wait long",
                "wait",
                "send nowhere tcp",
                "send client tcp 10.4.0.1 > 10.1.0.1:80 S",
                "send client what\n  hex 45zz\n  no connections",
                "send client what\n  hex 45\n  conn TCP",
                "mark packets to 10.3.0.0/x with 1",
                "mtu of the link to nobody 3",
                "sysctl net.ipv4.vs.no_such 1",
                "tcp one two",
                "close one",
                "an event of \u00e9 kind",
                "$ nothing"
            })
    void shouldTellTheLineOfWhatItCannotDo(String event) throws Exception {
        String told = difference("look\n  no connections\n" + event + "\n");
        assertTrue(
                told.startsWith(
                        "line 6: " + event.lines().findFirst().orElseThrow().substring(0, 4)),
                told);
    }

    @Test
    void shouldTellWhereAResultHasNoEvent() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> difference("  conn x"));
        assertTrue(e.getMessage().contains("case.txt:4: a result of no event"), e.getMessage());
    }
}
