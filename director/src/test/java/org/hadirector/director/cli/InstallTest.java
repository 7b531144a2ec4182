package org.hadirector.director.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hadirector.director.lab.LaunchedProgram;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code packaging/install.sh}, into a directory that stands for the root of a node. */
@RequiresRoot
class InstallTest {
    private static final Path SCRIPT = Path.of("..", "packaging", "install.sh");
    private static final String UNIT = "etc/systemd/system/ha-director.service";

    @TempDir
    Path directory;

    private Path root;

    /** What ran last: exit status and output. */
    private String said;

    @BeforeEach
    void node() throws IOException {
        LaunchedProgram.home(directory.resolve("home"));
        Files.createDirectories(directory.resolve("home/lib"));
        root = Files.createDirectory(directory.resolve("root"));
        Files.createDirectories(root.resolve("usr/local/sbin"));
        Files.createDirectories(root.resolve("etc/ha.d"));
        Files.writeString(root.resolve("etc/ha.d/ha.cf"), "keepalive 1\n");
    }

    private int run(List<String> command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HA_DIRECTOR_HOME", directory.resolve("home").toString());
        Process process = builder.start();
        said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor();
    }

    private int install(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString(), "--root", root.toString()));
        command.addAll(List.of(words));
        return run(command);
    }

    /** Every path below the root, links and files alike. */
    private List<String> tree() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.map(path -> root.relativize(path).toString()).sorted().toList();
        }
    }

    @Test
    void shouldInstallUpgradeAndLeaveNothingBehind() throws Exception {
        Path foreign = Files.writeString(root.resolve("usr/local/sbin/ipvsadm"), "#!/bin/sh\n");
        List<String> before = tree();

        assertEquals(0, install(), said);
        assertTrue(said.contains("/usr/local/sbin/ipvsadm is there already and was left alone"), said);
        assertEquals("#!/bin/sh\n", Files.readString(foreign));
        assertLaunches("opt/ha-director");
        String unit = Files.readString(root.resolve(UNIT));
        assertTrue(unit.contains("\nExecStart=/opt/ha-director/bin/director daemon\n"), unit);
        assertLeadsTo("/opt/ha-director/bin/director", "usr/local/sbin/director");
        assertLeadsTo("/opt/ha-director/bin/cl_status", "usr/local/bin/cl_status");
        assertLeadsTo("/opt/ha-director/bin/hb_standby", "usr/share/heartbeat/hb_standby");

        List<String> installed = tree();
        assertEquals(0, install(), said);
        assertEquals(installed, tree(), "an upgrade adds nothing and leaves nothing half done");
        assertLaunches("opt/ha-director");

        Files.delete(root.resolve("usr/local/bin/cl_status"));
        Files.writeString(root.resolve("usr/local/bin/cl_status"), "somebody else's by now\n");
        assertEquals(0, install("--uninstall"), said);
        assertTrue(Files.deleteIfExists(root.resolve("usr/local/bin/cl_status")), "not ours any more");
        List<String> left = new ArrayList<>(tree());
        left.removeAll(List.of("etc/systemd", "etc/systemd/system", "opt", "usr/local/bin", "usr/share"));
        assertEquals(before, left, "directories of a system may stay");
    }

    @Test
    void shouldInstallElsewhere() throws Exception {
        assertEquals(0, install("--prefix", "/srv/ha"), said);
        assertLaunches("srv/ha");
        String unit = Files.readString(root.resolve(UNIT));
        assertTrue(unit.contains("ExecStopPost=/srv/ha/bin/director clean") && !unit.contains("/opt/"), unit);
        assertFalse(said.contains("cp -r"), "there is a configuration already: " + said);
        assertEquals(0, install("--prefix", "/srv/ha", "--uninstall"), said);
        assertFalse(Files.exists(root.resolve("srv/ha")));
    }

    @Test
    void shouldRefuseWhatWouldHurt() throws Exception {
        List<String> before = tree();
        for (String prefix : List.of("opt", "/", "/opt/../etc", "/opt/my director", "/opt/%n", "")) {
            assertEquals(1, install("--prefix", prefix), prefix + said);
            assertTrue(said.startsWith("install.sh: --prefix "), said);
        }
        assertEquals(1, install("--uninstall"), "nothing is there");
        assertTrue(said.contains("nothing of director is installed below " + root + "/opt/ha-director"), said);
        assertEquals(1, install("--purge"));
        assertTrue(said.contains("unknown word --purge; see "), said);
        assertEquals(before, tree());
        Files.createDirectories(root.resolve("opt/ha-director/mine"));
        assertEquals(0, install(), said);
        assertEquals(0, install("--uninstall"), said);
        assertTrue(Files.isDirectory(root.resolve("opt/ha-director/mine")), "what is not ours stays");
    }

    /** At the next start of the machine only one of them would come, and nobody could say which. */
    @Test
    void shouldTellOfServicesInItsPlace() throws Exception {
        Path wants = Files.createDirectories(root.resolve("etc/systemd/system/multi-user.target.wants"));
        Files.createSymbolicLink(wants.resolve("ldirectord.service"), Path.of("ldirectord"));
        assertEquals(0, install(), said);
        assertTrue(said.contains("systemctl disable --now ldirectord\n"), said);
    }

    private void assertLaunches(String prefix) throws Exception {
        Path launcher = root.resolve(prefix).resolve("bin/director");
        assertEquals(0, run(List.of("env", "-u", "HA_DIRECTOR_HOME", launcher.toString(), "--version")), said);
        assertEquals("director 0.1.0\n", said);
    }

    private void assertLeadsTo(String target, String link) throws IOException {
        Path path = root.resolve(link);
        assertTrue(Files.exists(path, LinkOption.NOFOLLOW_LINKS), link);
        assertEquals(Path.of(target), Files.readSymbolicLink(path));
    }
}
