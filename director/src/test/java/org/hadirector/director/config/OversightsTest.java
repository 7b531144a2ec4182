package org.hadirector.director.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.hadirector.heartbeat.config.SystemNodeFacts;
import org.hadirector.resource.config.SystemNames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OversightsTest {
    @TempDir
    Path directory;

    private String node;

    @BeforeEach
    void writeAGoodConfiguration() throws IOException {
        node = new SystemNodeFacts().nodeName();
        haCf("");
        write("authkeys", "auth 1\n1 sha1 a-long-enough-secret\n");
        Files.setPosixFilePermissions(directory.resolve("authkeys"), PosixFilePermissions.fromString("rw-------"));
        write("haresources", node + " 192.0.2.6 ldirectord\n");
        Files.createDirectory(directory.resolve("conf"));
        check("");
    }

    private void haCf(String more) throws IOException {
        write("ha.cf", "keepalive 1\ndeadtime 10\nbcast lo\nnode " + node + " other\n" + more);
    }

    private void check(String more) throws IOException {
        write("conf/ldirectord.cf", "virtual=192.0.2.6:80\n\treal=192.0.2.25:80 gate\n" + more);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    /** The problems without the place of the files and without their remedies. */
    private List<String> problems() {
        DirectorContext context = new ContextReader(
                        new SystemNodeFacts(),
                        new SystemNames(),
                        name -> true,
                        name -> true,
                        argument -> Optional.empty())
                .conclude(directory)
                .context();
        return Oversights.problems(context).stream()
                .map(problem -> problem.toString().replace(directory + "/", "").replaceFirst(" — .*", ""))
                .toList();
    }

    @Test
    void shouldHaveNothingAgainstGoodFiles() throws IOException {
        haCf("logfile " + directory.resolve("made/at/the/start") + "\n");
        write("director.yaml", "direct: [lo]\n");
        check("\tchecktype=external\n\tcheckcommand=\"/bin/sh -c true\"\n");
        assertEquals(List.of(), problems());
        check("\tchecktype=external\n\tcheckcommand=\"found-in-path\"\n");
        assertEquals(List.of(), problems());
        check("\tchecktype=connect\n\tcheckcommand=\"/nosuch\"\n");
        assertEquals(List.of(), problems(), "not asked for");
    }

    @Test
    void shouldTellOfAPairThatServesNothing() throws IOException {
        write("haresources", "# nothing yet\n");
        assertEquals(List.of("haresources: warning: no group: this pair serves nothing"), problems());
    }

    @Test
    void shouldTellOfArgumentsThatReachTheScriptInOtherBytes() throws IOException {
        String groups = "# caf\u00e9\n" + node + " 192.0.2.6 rec::plain \\\n  Filesystem::/dev/sdb1::/caf\u00e9\n";
        write("haresources", groups);
        assertEquals(List.of(), problems(), "UTF-8 stays what it is");
        Files.writeString(directory.resolve("haresources"), groups, StandardCharsets.ISO_8859_1);
        assertEquals(
                List.of("haresources:3: warning: Filesystem::/dev/sdb1::/caf\u00e9: the file is not in UTF-8, but the"
                        + " script is called in UTF-8: it finds nothing whose name is stored as in the file"),
                problems());
        Files.writeString(
                directory.resolve("haresources"), "# caf\u00e9\n" + node + " rec::a\n", StandardCharsets.ISO_8859_1);
        assertEquals(List.of(), problems(), "a comment is for people");
    }

    @Test
    void shouldTellOfLogsThatCannotBeWritten() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        haCf("logfile " + directory + "\ndebugfile " + file + "/ha-debug\n");
        assertEquals(
                List.of(
                        "ha.cf: warning: logfile " + directory + ": " + directory
                                + " is a directory, nothing is logged there",
                        "ha.cf: warning: debugfile file/ha-debug: file is no directory, nothing is logged there"),
                problems());
    }

    @Test
    void shouldTellOfACableWithoutHeartbeats() throws IOException {
        write("director.yaml", "direct: [eth7, lo]\n");
        assertEquals(
                List.of("director.yaml: warning: direct: eth7 carries no heartbeats, so its carrier says nothing"),
                problems());
    }

    @Test
    void shouldTellOfACheckWhoseProgramIsMissing() throws IOException {
        check("\tchecktype=external\n\tcheckcommand=\"/nosuch/check now\"\n");
        assertEquals(
                List.of("conf/ldirectord.cf:1: warning: checkcommand /nosuch/check cannot be executed: no server of"
                        + " 192.0.2.6:80 counts as up"),
                problems());
    }
}
