package org.hadirector.director.fence;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.hadirector.director.fence.FenceDevice.Verdict;
import org.hadirector.director.log.LogLine;
import org.hadirector.heartbeat.config.FenceDirectives.Device;
import org.hadirector.heartbeat.decide.Input;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contracts of cluster-glue's external plugins and of fence agents, with programs that write down their calls. */
class FenceDeviceTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private Path calls;
    private FenceTypes types;

    @BeforeEach
    void programs() throws IOException {
        calls = directory.resolve("calls");
        Files.createDirectory(directory.resolve("external"));
        program(
                "external/switch",
                "echo \"$* host=$outlet secret=$password\" >> " + calls,
                "case $1 in getconfignames) echo 'outlet'; echo password;; gethosts) echo 'ha2 ha3';;"
                        + " getinfo-devid) echo 'A switch';; reset) [ \"$2\" = ha2 ] ||"
                        + " { echo no such outlet; exit 7; };;"
                        + " status) exit 1;; off) exit 0;; *) exit 9;; esac");
        program(
                "fence_fake",
                "cat >> " + calls,
                "grep -q port=ha2 " + calls + " || { printf 'Failed: no plug\\n\\n'; exit 3; }");
        program("fence_slow", "sleep 60 & wait");
        types = new FenceTypes(List.of(directory.toString()), TIMEOUT, false);
    }

    private void program(String name, String... lines) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Device device(String type, String parameters) {
        return new Device("*", type, parameters, "", 3);
    }

    private String called() throws IOException {
        return Files.readString(calls);
    }

    @Test
    void shouldCallAnExternalPluginWithItsParametersInTheEnvironment() throws IOException {
        FenceDevice device = types.open(device("external/switch", "17 top secret"));
        assertEquals("A switch", device.description());
        assertTrue(device.canReset("HA2"));
        assertFalse(device.canReset("ha9"));
        assertEquals(Verdict.DONE, device.fence("ha2").verdict());
        assertTrue(called().contains("reset ha2 host=17 secret=top secret\n"), called());
    }

    @Test
    void shouldTellWhatAnExternalPluginSaid() throws IOException {
        FenceDevice.Outcome outcome =
                types.open(device("external/switch", "outlet=17 password=x")).fence("ha3");
        assertEquals(Verdict.FAILED, outcome.verdict());
        assertEquals("A switch: exit 7: no such outlet", outcome.text());
    }

    @Test
    void shouldSwitchOffWhereThatIsWanted() throws IOException {
        FenceTypes off = new FenceTypes(List.of(directory.toString()), TIMEOUT, true);
        assertEquals(
                Verdict.DONE,
                off.open(device("external/switch", "17 x")).fence("ha2").verdict());
        assertTrue(called().contains("off ha2 "), called());
    }

    @Test
    void shouldRefuseParametersThatDoNotFit() {
        IOException refused = assertThrows(IOException.class, () -> types.open(device("external/switch", "only-one")));
        assertTrue(refused.getMessage().startsWith("the device wants outlet password"), refused.getMessage());
        assertThrows(IOException.class, () -> types.open(device("fence_fake", "no-value")));
    }

    @Test
    void shouldAssignParametersAsClusterGlueDoes() throws IOException {
        List<String> names = List.of("a", "b");
        assertEquals(Map.of("a", "1", "b", "2 3"), ExternalDevice.assign(names, "1 2 3"));
        assertEquals(Map.of("a", "1", "b", "x=2"), ExternalDevice.assign(names, "a=1 b=x=2"));
        assertEquals(Map.of("a", "c=1", "b", "b=2"), ExternalDevice.assign(names, "c=1 b=2"));
        assertEquals(Map.of(), ExternalDevice.assign(List.of(), ""));
        assertThrows(IOException.class, () -> ExternalDevice.assign(names, ""));
    }

    @Test
    void shouldGiveAFenceAgentItsOptionsOnStandardInput() throws IOException {
        FenceDevice device = types.open(device("fence_fake", "ip=192.0.2.9 hostlist=ha2 username=admin"));
        assertTrue(device.canReset("ha2"));
        assertFalse(device.canReset("ha3"));
        assertEquals(Verdict.DONE, device.fence("ha2").verdict());
        assertEquals("ip=192.0.2.9\nusername=admin\naction=reboot\nnodename=ha2\nport=ha2\n", called());
    }

    @Test
    void shouldLeaveTheOutletOfAFenceAgentToTheUser() throws IOException {
        FenceDevice.Outcome outcome = types.open(device("fence_fake", "plug=4")).fence("ha2");
        assertEquals("fence_fake: exit 3: Failed: no plug", outcome.text());
        assertFalse(called().contains("port="), called());
    }

    @Test
    void shouldGiveUpAProgramThatDoesNotEnd() throws IOException {
        FenceTypes hasty = new FenceTypes(List.of(directory.toString()), Duration.ofMillis(50), false);
        FenceDevice.Outcome outcome = hasty.open(device("fence_slow", "")).fence("ha2");
        assertEquals(Verdict.FAILED, outcome.verdict());
        assertTrue(outcome.text().contains("no end within its time"), outcome.text());
    }

    private String flaw(Device device) {
        return types.flaw(device).map(FenceTypes.Flaw::text).orElse("");
    }

    @Test
    void shouldTellTypesThatHeartbeatHasFromThoseThatNobodyKnows() {
        FenceTypes.Flaw compiled =
                types.flaw(device("wti_nps", "10.77.0.9 secret")).orElseThrow();
        assertEquals(new FenceTypes.Flaw("Invalid Stonith type [wti_nps]", compiled.remedy(), true), compiled);
        FenceTypes.Flaw few = types.flaw(device("wti_nps", "10.77.0.9")).orElseThrow();
        assertEquals(
                new FenceTypes.Flaw("Invalid Stonith configuration parameter [ 10.77.0.9]", few.remedy(), false), few);
        assertFalse(types.flaw(device("nosuchtype", "")).orElseThrow().byDesign());
    }

    @Test
    void shouldKnowTypesByTheirPrograms() throws IOException {
        assertEquals("Invalid Stonith type [nosuchtype]", flaw(device("nosuchtype", "")));
        for (String nowhere : List.of("external", "external/", "external/../x", "external/nosuch")) {
            assertEquals("Invalid Stonith configuration parameter [ 17]", flaw(device(nowhere, "17")), nowhere);
            Device filed = new Device("*", nowhere, "", directory + "/switch.conf", 1);
            assertEquals("Invalid Stonith config file [" + directory + "/switch.conf]", flaw(filed), nowhere);
        }
        String remedy =
                types.flaw(device("external/nosuch", "17")).orElseThrow().remedy();
        assertTrue(remedy.startsWith("no executable external/nosuch in " + directory), remedy);
        assertTrue(types.flaw(device("external/switch", "17 secret")).isEmpty());
        assertEquals("Invalid Stonith configuration parameter [ 17]", flaw(device("external/switch", "17")));
        assertTrue(types.flaw(device("meatware", "ha2")).isEmpty());
        assertEquals("Invalid Stonith configuration parameter []", flaw(device("meatware", "")));
        assertTrue(types.flaw(device("fence_fake", "ip=1 plug=")).isEmpty());
        assertEquals("Invalid Stonith configuration parameter [ ip=1 5]", flaw(device("fence_fake", "ip=1 5")));
        Device lost = new Device("*", "meatware", "", directory + "/nothing.conf", 1);
        assertEquals("Invalid Stonith config file [" + directory + "/nothing.conf]", flaw(lost));
        assertTrue(types.flaw(lost).orElseThrow().remedy().startsWith("create it: "));
        Path file = Files.writeString(directory.resolve("stonith.conf"), "# hosts\n\nha2\n");
        assertTrue(
                types.open(new Device("*", "meatware", "", file.toString(), 1)).canReset("ha2"));
    }

    @Test
    void shouldSayWhereProgramsWereLookedFor() {
        String plugin = types.flaw(device("external/nosuch", "x")).orElseThrow().remedy();
        assertTrue(plugin.startsWith("no executable external/nosuch in " + directory + ", /usr/lib/stonith"), plugin);
        assertTrue(plugin.contains("cluster-glue"), plugin);
        String agent = types.flaw(device("fence_nosuch", "x=1")).orElseThrow().remedy();
        assertTrue(agent.startsWith("no executable fence_nosuch in " + directory + ", /usr/sbin"), agent);
        assertTrue(agent.contains("fence-agents"), agent);
    }

    /** As fence_ipmilan of fence-agents 4.12.1 writes where there is no ipmitool. */
    @Test
    void shouldTellWhyAFenceAgentFailedAndNotWhomToAsk() throws IOException {
        program(
                "fence_talks",
                "printf \"2026-11-23 00:32:11,719 ERROR: Ipmitool not found or not accessible\\n\\n\" >&2",
                "printf \"2026-11-23 00:32:11,719 ERROR: Please use '-h' for usage\\n\\n\" >&2",
                "exit 1");
        FenceDevice device = types.open(device("fence_talks", "ip=192.0.2.9"));
        assertEquals("exit 1: Ipmitool not found or not accessible", device.fault());
        assertEquals(
                "fence_talks: exit 1: Ipmitool not found or not accessible",
                device.fence("ha2").text());
    }

    @Test
    void shouldTryOneDeviceAfterTheOther() throws IOException {
        List<Input> inputs = Collections.synchronizedList(new ArrayList<>());
        List<LogLine> log = new ArrayList<>();
        FenceRoom room = FenceRoom.open(
                types,
                List.of(
                        new Device("ha9", "external/switch", "1 x", "", 1),
                        device("fence_fake", "plug=4"),
                        device("external/switch", "17 x")),
                "ha1",
                Runnable::run,
                inputs::add,
                log::add);
        assertEquals(List.of("fence_fake", "A switch"), room.descriptions());
        room.fence("ha2", 5);
        room.fence("ha8", 6);
        await().until(() -> inputs.size() == 2);
        assertEquals(new Input.Fenced(5, "A switch"), inputs.get(0));
        Input.FenceFailed failed = (Input.FenceFailed) inputs.get(1);
        assertEquals(6, failed.attempt());
        assertEquals(
                LogLine.info("Resetting node ha2 with [A switch]"),
                log.get(log.indexOf(LogLine.error("Host ha2 not reset!")) + 1));
        assertTrue(failed.reason().contains("Device A switch cannot reset host ha8."), failed.reason());
    }

    @Test
    void shouldLeaveAnAttemptOpenThatAPersonHasToCarryOut() throws IOException {
        List<Input> inputs = new ArrayList<>();
        FenceRoom room = FenceRoom.open(
                types, List.of(device("meatware", "ha2")), "ha1", Runnable::run, inputs::add, line -> {});
        room.fence("ha2", 1);
        assertEquals(List.of(), inputs);
        assertNull(types.open(device("meatware", "ha2")).fault());
        assertEquals("exit 1", types.open(device("external/switch", "1 x")).fault());
    }
}
