package org.hadirector.director.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.hadirector.director.config.RcScripts.Kind;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RcScriptsTest {
    @TempDir
    Path configuration;

    private RcScripts scripts;

    @BeforeEach
    void setUp() {
        scripts = new RcScripts(configuration);
    }

    private void script(String name, String mode, String... lines) throws IOException {
        Path path = Files.createDirectories(configuration.resolve("rc.d")).resolve(name);
        Files.writeString(path, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    @Test
    void shouldNotRunWhatMovesGroups() throws IOException {
        script("status", "rwxr-xr-x", "case $HA_st in", "dead) $HA_NOARCHBIN/mach_down $HA_src;;", "esac");
        script("ip-request", "rwxr-xr-x", "RSCMGR=$HA_NOARCHBIN/ResourceManager");
        script("hb_takeover", "rwxr-xr-x", "/usr/share/heartbeat/hb_standby $standby_rsc");
        assertEquals(Kind.MOVES_GROUPS, scripts.kind("status"));
        assertEquals(Kind.MOVES_GROUPS, scripts.kind("ip-request"));
        assertEquals(Kind.MOVES_GROUPS, scripts.kind("hb_takeover"));
        ConfigProblem problem = scripts.problem().orElseThrow();
        assertEquals(ConfigProblem.Severity.WARNING, problem.severity());
        assertTrue(problem.text().endsWith(": hb_takeover, ip-request, status"), problem.text());
    }

    @Test
    void shouldRunWhatOnlyTells() throws IOException {
        script(
                "status",
                "rwxr-xr-x",
                "# unlike heartbeat's own this one does not call mach_down",
                "logger $HA_src $HA_st");
        script("ping_report", "rwxr-xr-x", "test $HA_num_ping -gt 0 || hb_standby # an order to the daemon");
        assertEquals(Kind.USER, scripts.kind("status"));
        assertEquals(Kind.USER, scripts.kind("ping_report"));
        assertTrue(scripts.problem().isEmpty());
    }

    @Test
    void shouldTellWhyAScriptIsNotRun() throws IOException {
        script("status", "rw-r--r--", "logger $HA_st");
        assertEquals(Kind.NOT_EXECUTABLE, scripts.kind("status"));
        assertEquals(Kind.NONE, scripts.kind("ip-request"));
        assertTrue(scripts.problem().isEmpty());
    }
}
