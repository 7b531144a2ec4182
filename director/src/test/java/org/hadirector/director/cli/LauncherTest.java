package org.hadirector.director.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.hadirector.director.cli.linuxha.LinuxHa;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher does before there is a JVM. */
class LauncherTest {
    private static final Path BIN = Path.of("..", "packaging", "bin");

    /** Stands for the JVM: says under which policy and priority it was started (sched(7), proc(5)). */
    private static final String JAVA =
            "#!/bin/bash\nstat=$(</proc/$$/stat)\nset -- ${stat##*) }\necho ${39} at ${38}\n";

    @Test
    @RequiresRoot
    void shouldLeaveARealTimePolicyThatItInherited(@TempDir Path home) throws Exception {
        program(Files.createDirectory(home.resolve("bin")).resolve("java"), JAVA);
        Files.createFile(home.resolve("director-0.1.0.jar"));
        String director = BIN.resolve("director").toRealPath().toString();
        assertEquals("0 at 0", policy(home, "chrt", "--rr", "1", director, "engine"));
        assertEquals("0 at 0", policy(home, director, "engine"));
        assertEquals("2 at 1", policy(home, "chrt", "--rr", "1", director, "status"), "not our affair");
    }

    /** In place of the JVM: the characters it may use, as it finds them (locale(7)). */
    @Test
    void shouldLetNamesHaveAllCharactersWhereNoLocaleIsSet(@TempDir Path home) throws Exception {
        program(
                Files.createDirectory(home.resolve("bin")).resolve("java"),
                "#!/bin/sh\necho ${LC_ALL:-${LC_CTYPE:-$LANG}}\n");
        Files.createFile(home.resolve("director-0.1.0.jar"));
        String director = BIN.resolve("director").toRealPath().toString();
        String[] none = {"env", "-u", "LC_ALL", "-u", "LC_CTYPE", "-u", "LANG"};
        assertEquals("0 C.UTF-8", inLocale(home, none, director));
        assertEquals("0 C.UTF-8", inLocale(home, none, "env", "LANG=C", director));
        assertEquals("0 C.UTF-8", inLocale(home, none, "env", "LC_ALL=POSIX", "LANG=de_DE.UTF-8", director));
        assertEquals("0 de_DE.UTF-8", inLocale(home, none, "env", "LANG=de_DE.UTF-8", director));
        assertEquals("0 de_DE.ISO-8859-1", inLocale(home, none, "env", "LANG=de_DE.ISO-8859-1", director));
    }

    /** In place of the JVM: what its first three descriptors are, or what it would open itself in their place. */
    @Test
    void shouldLeaveNoStandardStreamClosed(@TempDir Path home) throws Exception {
        Path said = home.resolve("said");
        program(
                Files.createDirectory(home.resolve("bin")).resolve("java"),
                "#!/bin/bash\nreadlink /proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/2 >" + said + "\n");
        Files.createFile(home.resolve("director-0.1.0.jar"));
        String director = BIN.resolve("director").toRealPath().toString();
        started(home, "bash", "-c", director + " status <&- >&- 2>&-");
        assertEquals(List.of("/dev/null", "/dev/null", "/dev/null"), Files.readAllLines(said));
        Path open = Files.createFile(home.resolve("open"));
        started(home, "bash", "-c", director + " status <" + open + " >" + open + " 2>" + open);
        assertEquals(List.of(open.toString(), open.toString(), open.toString()), Files.readAllLines(said));
    }

    /** In place of the JVM: which collectors it is told to use; nproc(1) is a stand-in as well. */
    @Test
    @RequiresRoot
    void shouldCollectBesidePacketsWhereThereIsAProcessorForIt(@TempDir Path home) throws Exception {
        Path bin = Files.createDirectory(home.resolve("bin"));
        program(bin.resolve("java"), "#!/bin/bash\ngrep -oE 'Use[A-Z][a-z]+GC' <<<\"$*\"\n");
        program(bin.resolve("nproc"), "#!/bin/sh\necho $PROCESSORS\n");
        Files.createFile(home.resolve("director-0.1.0.jar"));
        String director = BIN.resolve("director").toRealPath().toString();
        String path = "PATH=" + bin + ":" + System.getenv("PATH");
        assertEquals("0 UseShenandoahGC", started(home, "env", path, "PROCESSORS=2", director, "engine"));
        assertEquals("0 UseSerialGC", started(home, "env", path, "PROCESSORS=1", director, "engine"));
        assertEquals("0 UseSerialGC", started(home, "env", path, "PROCESSORS=2", director, "status"));
    }

    private static void program(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String inLocale(Path home, String[] none, String... command) throws Exception {
        List<String> words = new ArrayList<>(List.of(none));
        words.addAll(List.of(command));
        words.add("status");
        return started(home, words.toArray(String[]::new));
    }

    /** In place of the JVM: its network namespace and its last words. */
    @Test
    @RequiresRoot
    void shouldEnterTheNamespaceOfAnEngine(@TempDir Path home) throws Exception {
        program(
                Files.createDirectory(home.resolve("bin")).resolve("java"),
                "#!/bin/bash\necho $(readlink /proc/self/ns/net) ${*##*.Main}\n");
        Files.createFile(home.resolve("director-0.1.0.jar"));
        String director = BIN.resolve("director").toRealPath().toString();
        try (TestNetwork network = new TestNetwork()) {
            NetworkNamespace host = network.host("node");
            String there = "net:[" + Files.getAttribute(Path.of("/run/netns", host.name()), "unix:ino") + "]";
            String pid = Long.toString(ProcessHandle.current().pid());
            String here = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
            assertStarted(there, started(home, director, "engine", "--netns", host.name(), "--interface", "x y"));
            assertStarted(there, started(home, director, "engine", "--netns=/run/netns/" + host.name()));
            assertStarted(here, started(home, director, "engine", "--netns", pid));
            assertStarted(here, started(home, director, "engine"));
        }
        assertEquals(
                "1 director: no network namespace nosuch (/run/netns/nosuch)",
                started(home, director, "engine", "--netns", "nosuch"));
        assertTrue(started(home, director, "engine", "--netns").startsWith("2 director: --netns names nothing"));
        assertTrue(started(home, director, "engine", "--netns=").startsWith("2 director: --netns names nothing"));
    }

    private static void assertStarted(String namespace, String said) {
        assertTrue(said.startsWith("0 " + namespace + " "), said);
        assertTrue(!said.contains("netns"), said);
    }

    /** Exit status and what was said. */
    private static String started(Path home, String... command) throws Exception {
        Process process = builder(home, command).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + said.strip();
    }

    private static ProcessBuilder builder(Path home, String... command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", home.toString());
        builder.environment().put("HA_DIRECTOR_HOME", home.toString());
        return builder;
    }

    private static String policy(Path home, String... command) throws Exception {
        Process process = builder(home, command).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said.strip();
    }

    @Test
    void shouldBeThereUnderEveryProgramsName() throws IOException {
        String launcher = Files.readString(BIN.resolve("director"));
        TreeSet<String> programs = new TreeSet<>(LinuxHa.PROGRAMS);
        programs.addAll(LvsRelay.PROGRAMS);
        programs.remove("resource"); // only a word of director: the name says too little elsewhere
        for (String program : programs) {
            assertEquals(Path.of("director"), Files.readSymbolicLink(BIN.resolve(program)), program);
            assertTrue(
                    launcher.matches("(?s).*[ |]" + program + "( \\||\\)).*"), program + " in packaging/bin/director");
        }
    }
}
