package org.hadirector.director.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.heartbeat.decide.CoreSettings.OnPartition;
import org.hadirector.lvs.mark.MarkRule;
import org.hadirector.lvs.mark.Network;
import org.hadirector.lvs.mark.Ports;
import org.hadirector.lvs.setting.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectorYamlParserTest {
    private static DirectorYamlParser.Parsed parse(String text) {
        return DirectorYamlParser.parse("director.yaml", text);
    }

    @Test
    void shouldReadEveryKey() throws Exception {
        DirectorYamlParser.Parsed parsed =
                parse("lease: 200ms\non-partition: keep-master\ninterfaces: [eth0, eth1]\nstandby-checks: no\n"
                        + "direct: eth1\ntripwire: 7000\n"
                        + "on-stop-failure: reboot\nftp-ports: 2121\n"
                        + "sysctl:\n  drop_entry: 1\n  net.ipv4.vs.sloppy_tcp: 1\n  sync_threshold: [3, 50]\n"
                        + "max-connections: 4194304\nreceive-frames: 8192\n"
                        + "marks:\n  - -d 10.0.0.6 -p tcp --dport 80 --set-mark 1\n");
        assertEquals(List.of(), parsed.problems());
        assertEquals(
                new DirectorYaml(
                        OptionalLong.of(200_000_000),
                        OnPartition.KEEP_MASTER,
                        false,
                        DirectorYaml.Stonith.defaults(),
                        true,
                        new DirectorYaml.Signs(List.of("eth1"), 7000),
                        new DirectorYaml.Engine(
                                List.of("eth0", "eth1"),
                                Map.of(Setting.DROP_ENTRY, 1, Setting.SLOPPY_TCP, 1, Setting.SYNC_THRESHOLD, 0),
                                List.of(2121),
                                4_194_304,
                                8192,
                                List.of(new MarkRule(
                                        new Network(InetAddress.getByName("10.0.0.6"), 32),
                                        6,
                                        List.of(new Ports(80, 80)),
                                        null,
                                        "",
                                        1)))),
                parsed.value());
    }

    @Test
    void shouldTellTheLineOfAMarkRuleThatIsWrong() {
        String twice = "  - -d 10.0.0.6 --set-mark 1\n  - -d 10.0.0.6/32 --set-mark 0x1\n";
        List<ConfigProblem> problems =
                parse("marks:\n" + twice + "  - -p tcp --set-mark 1\n").problems();
        assertEquals(2, problems.size());
        assertEquals(3, problems.get(0).line());
        assertEquals(4, problems.get(1).line());
        assertTrue(
                problems.get(1).text().contains("-d is missing"),
                problems.get(1).text());
        assertEquals(1, parse("marks: 7\n").problems().size());
        assertEquals(List.of(), parse("marks:\n").problems());
    }

    @ParameterizedTest
    @ValueSource(strings = {"many", "4095", "33554433", "-1", "1e6", "[5000]", "99999999999"})
    void shouldRefuseAConnectionLimitOutOfRange(String value) {
        DirectorYamlParser.Parsed parsed = parse("max-connections: " + value + "\n");
        assertEquals(1, parsed.problems().get(0).line());
        assertTrue(parsed.problems().get(0).remedy().contains("4096 to 33554432"));
        assertEquals(1 << 20, parsed.value().engine().maxConnections());
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "127", "65537", "4 MiB"})
    void shouldRefuseARingOutOfRange(String value) {
        DirectorYamlParser.Parsed parsed = parse("receive-frames: " + value + "\n");
        assertEquals(1, parsed.problems().get(0).line());
        assertTrue(parsed.problems().get(0).remedy().contains("128 to 65536"));
        assertEquals(2048, parsed.value().engine().receiveFrames());
    }

    @Test
    void shouldReportWrongSettingsWithTheirLines() {
        List<ConfigProblem> problems = parse("sysctl:\n  drop_entry: 4\n  dorp_entry: 1\n  sync_version: 0\n"
                        + "  sloppy_tcp: 1\n  net.ipv4.vs.sloppy_tcp: 0\n  pmtu_disc: [1]\n  amemthresh: {a: 1}\n")
                .problems();
        assertEquals(
                List.of(2, 3, 4, 6, 8),
                problems.stream().map(ConfigProblem::line).toList());
        assertTrue(problems.get(1).remedy().contains("drop_entry, drop_packet"));
        assertEquals(1, parse("sysctl: 7\n").problems().size());
        assertEquals(List.of(), parse("sysctl:\n").problems());
    }

    @Test
    void shouldTakeAnEmptyFileAsDefaults() {
        assertEquals(DirectorYaml.defaults(), parse("# nothing\n").value());
        assertEquals(List.of(), parse("").problems());
    }

    @ParameterizedTest
    @CsvSource({"3,3000000000", "300ms,300000000", "2500us,2500000", "0.5,500000000", "1 s,-1"})
    void shouldReadTimesAsHeartbeatDoes(String text, long nanos) {
        DirectorYamlParser.Parsed parsed = parse("lease: " + text + "\n");
        assertEquals(
                nanos < 0 ? OptionalLong.empty() : OptionalLong.of(nanos),
                parsed.value().leaseNs());
        assertEquals(nanos < 0 ? 1 : 0, parsed.problems().size());
    }

    @Test
    void shouldReportAllProblemsWithTheirLines() {
        List<ConfigProblem> problems = parse("lease: soon\nleese: 1\non-partition: fight\n"
                        + "interfaces: [eth0/0]\nlease: 2\nstandby-checks: 7\n")
                .problems();
        assertEquals(
                List.of(1, 2, 3, 4, 5, 6),
                problems.stream().map(ConfigProblem::line).toList());
        assertTrue(problems.get(1).toString().startsWith("director.yaml:2: unknown key \"leese\" — the keys are"));
    }

    @Test
    void shouldRefuseWhatIsNoListOfKeys() {
        assertEquals(1, parse("- a\n- b\n").problems().size());
        assertEquals(2, parse("lease: 1\n\t- x\n").problems().get(0).line());
        assertEquals(
                1,
                parse("lease: !!javax.script.ScriptEngineManager [1]\n")
                        .problems()
                        .size());
    }

    @Test
    void shouldReadHowFenceDevicesAreUsed() {
        DirectorYamlParser.Parsed parsed = DirectorYamlParser.parse(
                "d.yaml",
                "stonith-action: off\nstonith-delay: 20\nstonith-timeout: 500ms\nstonith-plugins: [/opt/stonith]\n");
        assertEquals(List.of(), parsed.problems());
        assertEquals(
                new DirectorYaml.Stonith(true, 20_000_000_000L, 500_000_000L, List.of("/opt/stonith")),
                parsed.value().stonith());
    }

    @Test
    void shouldRefuseWhatFenceDevicesCannotDo() {
        DirectorYamlParser.Parsed parsed = DirectorYamlParser.parse(
                "d.yaml", "stonith-action: explode\nstonith-delay: soon\nstonith-timeout: 0\nstonith-plugins: here\n");
        assertEquals(
                List.of(1, 2, 3, 4),
                parsed.problems().stream().map(p -> p.line()).toList());
    }

    @ParameterizedTest
    @CsvSource({"21,[21]", "'[21, 2121]','[21, 2121]'", "off,[]", "'[]',[]"})
    void shouldReadThePortsOfFtp(String text, String ports) {
        DirectorYamlParser.Parsed parsed = parse("ftp-ports: " + text + "\n");
        assertEquals(List.of(), parsed.problems());
        assertEquals(ports, parsed.value().engine().ftpPorts().toString());
    }

    @ParameterizedTest
    @CsvSource({"0", "65536", "ftp", "'[21, -1]'"})
    void shouldRefuseWhatIsNoPortOfFtp(String text) {
        assertEquals(
                "director.yaml:1: ftp-ports",
                parse("ftp-ports: " + text).problems().get(0).toString().substring(0, 26));
    }
}
