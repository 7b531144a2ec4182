package org.hadirector.resource.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.hadirector.resource.agent.AgentRegistry;
import org.hadirector.resource.config.ConfigProblem.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of etc/ and of the slides of the year 2000 load, with what they mean and no more than a hint. */
class ExampleFilesTest {
    private static final Set<String> NODES = Set.of("ha1.wowlinux.com", "ha2.wowlinux.com");

    private static Parsed<ResourceConfig> read(Path directory) {
        return new ResourceConfigReader(
                        new HaresourcesParser(NODES, AgentRegistry.builtIn()::contains),
                        new LdirectordFiles(directory, new LdirectordCfParser(new TableNames(), "rr"::equals)))
                .read(directory.resolve("haresources"));
    }

    private static void assertSeed(Parsed<ResourceConfig> parsed, int shift) {
        assertFalse(parsed.hasErrors(), parsed.problems().toString());
        assertEquals(
                List.of(1 + shift),
                parsed.problems().stream().map(ConfigProblem::line).toList());
        assertTrue(parsed.problems().get(0).text().startsWith("timeout directive deprecated"));
        GroupLine group = parsed.value().haresources().groups().get(0);
        assertEquals("ha1.wowlinux.com 211.58.250.6 ldirectord", group.text());
        assertEquals("IPaddr::211.58.250.6", group.resources().get(0).name());
        VirtualBlock virtual = parsed.value().ldirectord().get("").virtuals().get(0);
        assertEquals("211.58.250.6:80", virtual.id());
        assertEquals("rr", virtual.service().scheduler());
        assertEquals(
                List.of("211.58.250.25:80", "211.58.250.27:80"),
                virtual.reals().stream().map(RealLine::id).toList());
        assertEquals("index.html", virtual.reals().get(0).request());
        assertEquals("Test Page", virtual.reals().get(0).receive());
        assertEquals("http", virtual.check().service());
        assertEquals(1_000, virtual.check().intervalMs());
        assertEquals(3_000, virtual.check().negotiateTimeoutMs());
        assertEquals("127.0.0.1:80", virtual.fallback().orElseThrow().id());
    }

    @Test
    void shouldLoadTheSeedAsWritten() {
        assertSeed(read(Path.of("src/test/resources/seeds/ultramonkey")), 0);
    }

    @Test
    void shouldLoadTheExamplesOfEtc(@TempDir Path directory) throws IOException {
        // As installed: conf/ lies below the configuration directory.
        Files.createDirectory(directory.resolve("conf"));
        Files.copy(Path.of("../etc/ha.d/haresources"), directory.resolve("haresources"));
        Files.copy(Path.of("../etc/conf/ldirectord.cf"), directory.resolve("conf/ldirectord.cf"));
        assertSeed(read(directory), 2);
    }

    @Test
    void shouldTellTheProblemsOfAllFilesTogether(@TempDir Path directory) throws IOException {
        Files.writeString(
                directory.resolve("haresources"),
                "ha9 10.0.0.1 ldirectord::web.cf\nha1.wowlinux.com 10.0.0.2 ldirectord::gone.cf\n");
        Files.writeString(directory.resolve("web.cf"), "nonsense=1\nvirtual=10.0.0.7:80\n    real=10.0.0.9:80 gate\n");
        List<String> texts = read(directory).problems().stream()
                .map(problem ->
                        problem.severity() + " " + Path.of(problem.file()).getFileName() + ":" + problem.line())
                .toList();
        assertEquals(
                List.of(
                        Severity.ERROR + " haresources:1",
                        Severity.ERROR + " web.cf:1",
                        Severity.WARNING + " web.cf:2",
                        Severity.ERROR + " gone.cf:0"),
                texts);
    }

    @Test
    void shouldSayWhenThereIsNoHaresources(@TempDir Path directory) {
        Parsed<ResourceConfig> parsed = read(directory);
        assertTrue(parsed.hasErrors());
        assertEquals(
                "Cannot open resources file [" + directory.resolve("haresources") + "]",
                parsed.problems().get(0).text());
        assertTrue(parsed.problems().get(0).remedy().startsWith("no such file"));
    }

    @Test
    void shouldFindScriptsOnlyInTheirDirectories(@TempDir Path directory) throws IOException {
        Path script = Files.writeString(directory.resolve("rec"), "#!/bin/sh\n");
        ScriptLocator locator = new ScriptLocator(List.of(directory.resolve("nosuch"), directory));
        assertTrue(locator.locate("rec").isEmpty(), "not executable yet");
        assertTrue(script.toFile().setExecutable(true));
        assertEquals(script, locator.locate("rec").orElseThrow());
        for (String name : List.of("", ".", "..", "../rec", "nosuch", "a\0b")) {
            assertTrue(locator.locate(name).isEmpty(), name);
        }
    }

    @Test
    void shouldReadServicesAndRefuseMistypedAddresses(@TempDir Path directory) throws IOException {
        Path services =
                Files.writeString(directory.resolve("services"), "web 8080/tcp www2 # remark\nbad 99999/tcp\nx\n");
        SystemNames names = new SystemNames(services);
        assertEquals(8080, names.port("www2", "tcp").orElseThrow());
        assertTrue(names.port("web", "udp").isEmpty());
        assertTrue(names.port("bad", "tcp").isEmpty());
        assertEquals(80, names.port("http", "tcp").orElseThrow());
        for (String host : List.of("10.1", "300.1.1.1", "", "a b", "10.1.2.3.4")) {
            assertTrue(names.host(host, false).isEmpty(), host);
        }
        assertTrue(names.host("10.0.0.1", true).isEmpty());
        assertTrue(names.host("::1", true).isPresent());
    }
}
