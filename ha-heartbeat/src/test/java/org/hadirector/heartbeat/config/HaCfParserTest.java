package org.hadirector.heartbeat.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.hadirector.heartbeat.decide.CoreSettings.Failback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HaCfParserTest {
    private static final String SEED =
            """
            debugfile /var/log/ha-debug
            logfile /var/log/ha-log
            keepalive 3
            deadtime 9
            serial /dev/ttyS0
            baud 19200
            node ha1.wowlinux.com
            node ha2.wowlinux.com
            """;
    private static final String GOOD =
            """
            keepalive 1
            deadtime 5
            initdead 10
            auto_failback on
            bcast eth0 eth1
            node ha1.example ha2.example
            """;

    private static List<ConfigProblem> problems(String text) {
        Parsed<HaCf> parsed = HaCfParser.parse("ha.cf", text);
        List<ConfigProblem> all = new ArrayList<>(parsed.problems());
        all.addAll(new HaCfValidator(FakeNode.ha1()).validate(parsed.value()));
        return all;
    }

    private static List<ConfigProblem> errors(String text) {
        return problems(text).stream()
                .filter(p -> p.severity() == ConfigProblem.Severity.ERROR)
                .toList();
    }

    @Test
    void shouldReadTheSeedWithHintsOnly() {
        Parsed<HaCf> parsed = HaCfParser.parse("ha.cf", SEED);

        assertTrue(parsed.usable(), parsed.problems().toString());
        HaCf haCf = parsed.value();
        assertEquals(List.of("ha1.wowlinux.com", "ha2.wowlinux.com"), haCf.nodes());
        assertEquals(List.of(new Medium.Serial("/dev/ttyS0", 19200, 5)), haCf.media());
        assertEquals(
                new HaCf.Times(3_000_000_000L, 4_500_000_000L, 9_000_000_000L, 18_000_000_000L, 9_000_000_000L),
                haCf.times());
        assertEquals(Failback.LEGACY, haCf.failback());
        assertEquals("/var/log/ha-log", haCf.logging().logfile());
        assertEquals("/var/log/ha-debug", haCf.logging().debugfile());
        assertTrue(parsed.problems().toString().contains("baud after serial"));
    }

    @Test
    void shouldHaveNoComplaintAboutAGoodFile() {
        assertEquals(
                List.of("It should be >= deadtime and >= 10 seconds"),
                problems(GOOD.replace("initdead 10", "initdead 9")).stream()
                        .map(ConfigProblem::remedy)
                        .toList());
        assertEquals(List.of(), problems(GOOD));
    }

    @Test
    void shouldFillInHeartbeatsDefaults() {
        HaCf.Times times =
                HaCfParser.parse("ha.cf", "node a b\nbcast eth0\n").value().times();

        assertEquals(
                new HaCf.Times(1_000_000_000L, 15_000_000_000L, 30_000_000_000L, 30_000_000_000L, 30_000_000_000L),
                times);
        assertEquals(
                12_000_000_000L,
                HaCfParser.parse("ha.cf", "deadtime 5").value().times().initdeadNs());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fooltime 3|Illegal directive [fooltime] in ha.cf",
                "keepalive,1|Illegal directive [keepalive,1] in ha.cf",
                "tipc|Illegal directive [tipc] in ha.cf",
                "deadtime 2|Dead time [2000] is too small compared to keeplive [1000]",
                "initdead 4|Initial dead time [4000] is smaller than deadtime [5000]",
                "warntime 0|Warn time [0] is invalid.",
                "keepalive 1 ms|keepalive [ms] is invalid",
                "baud fast|invalid baudrate [fast] specified.",
                "udpport high|invalid port [high] specified.",
                "serial ttyS0|Serial port not full pathname [ttyS0] in config file",
                "ucast eth1|ucast: [eth1] missing target IP address/hostname",
                "ucast eth1 10.77.1.777|ucast: cannot resolve hostname",
                "mcast eth1 225.0.0.1|mcast [eth1] missing port",
                "mcast eth1 225.0.0.1 694 1 2|mcast [eth1] bad loop [2]",
                "mcast eth1 225.0.0.1 694 5 0|mcast [eth1] bad ttl [5]",
                "mcast eth1 225.0.0.1 694 320 0|mcast [eth1] bad ttl [64]",
                "mcast6 eth0 ff05::694 694 5 0|mcast6 [eth0] bad hops [5]",
                "mcast eth1 225.1 694 1 0|mcast [eth1] bad addr [225.1]",
                "mcast eth1 10.0.0.1 694 1 0|mcast [eth1] bad addr [10.0.0.1]",
                "ping 10.77.0.999|Illegal ping [ping membership] in config file [10.77.0.999]",
                "ping gateway.invalid|Illegal ping [ping membership] in config file [gateway.invalid]",
                "auto_failback maybe|auto_failback [maybe] is invalid",
                "nice_failback perhaps|nice_failback [perhaps] is not a truth value",
                "hopfudge 300|hopfudge [300] is not a number from 0 to 255",
                "rtprio 1000|Illegal realtime priority [1000]",
                "hbgenmethod dice|Illegal hb generation method [dice]",
                "uuidfrom Nodename|Invalid uuidfrom directive [Nodename]",
                "max_rexmit_delay none|Invalid max_rexmit_delay time(none)",
                "compression_threshold 0|set_compression_threshold: compress_threshhold(0) invalid",
                "env =blue|set_env: invalid nvpair(=blue)",
                "logfacility local8|Log facility(local8) not valid",
                "deadping 2|Ping dead time [2000] is too small compared to keeplive [1000]",
                "respawn nobodysuch /bin/sleep 1|Invalid uid [nobodysuch] specified for client child",
                "respawn root|Client child command [] is not full pathname",
                "failfast root /usr/lib/nosuch a b|Client child command [/usr/lib/nosuch] is not executable",
                "apiauth mine|Invalid apiauth directive [mine]",
                "apiauth mine root|Invalid apiauth directive [mine root]: Missing uid or gid in apiauth",
                "apiauth mine uid=x|Invalid apiauth directive [mine uid=x]: Invalid user id name [x]",
                "apiauth mine uid=,root|Invalid apiauth directive [mine uid=,root]: Invalid user id name []",
                "apiauth mine uid=12ab|Invalid apiauth directive [mine uid=12ab]: Invalid user id name [12ab]",
                "ucast6 eth0 ::ffff:127.0.0.1|ucast6 [eth0] bad addr [::ffff:127.0.0.1]",
                "stonith_host *|No Stonith type given",
                "mcast6 eth0 ff02::1%eth0 694 1 0|mcast6 [eth0] bad addr [ff02::1%eth0]",
                "mcast6 eth0 fd00::1 694 1 0|mcast6 [eth0] bad addr [fd00::1]",
                "ucast6 eth0 10.77.1.7|ucast6 [eth0] bad addr [10.77.1.7]",
                "ping6 gateway|Illegal ping6 [ping6 membership] in config file [gateway]",
                "realtime 2|realtime [2] is not a truth value",
                "crm on|crm [on]: there is no cluster manager here",
                "crm off off|pacemaker/crm directive used multiple times!",
                "autojoin any|R1 style resource management conflicts with  autojoin set",
                "bcast eth7|bcast: interface [eth7] does not exist",
                "serial /etc/passwd|Serial port [/etc/passwd] not a char device in config file",
                "serial /dev/nosuch|Nonexistent serial port [/dev/nosuch] in config file",
                "node ha3.example|third node [ha3.example]: this is a pair",
            })
    void shouldRefuse(String line, String text) {
        List<ConfigProblem> errors = errors(GOOD + line + "\n");

        assertEquals(List.of(text), errors.stream().map(ConfigProblem::text).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "warntime 8",
                "stonith_host ha2.example",
                "deadtime 5000ms4",
                "deadtime 5.0.7",
                "deadtime 3",
                "udp eth0",
                "udpport 70000",
                "mcast eth0 225.0.0.1 694 256 0",
                "nice_failback on",
                "hopfudge few",
                "watchdog /dev/nosuch",
                "mcast6 eth0 ff05::694 694 257 0",
                "ping_group witnesses 10.77.0.1 10.77.0.999",
                "debug lots",
                "warntime 2 3",
                "node HA1.Example",
                "serial /dev/ttyS0\nbaud 38400"
            })
    void shouldWarnAndGoOn(String line) {
        assertEquals(List.of(), errors(GOOD + line + "\n"));
        assertFalse(problems(GOOD + line + "\n").isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"9600, 93, 94", "19200, 46, 47", "115200, 7, 8"})
    void shouldSayTheShortestKeepaliveThatFitsASerialLine(int baud, int tooShort, int fits) {
        String text = GOOD + "baud " + baud + "\nserial /dev/ttyS0\n";
        String[] words = {"keepalive " + tooShort + "ms", "keepalive " + fits + "ms"};

        String warned = problems(text.replaceFirst("keepalive .*", words[0])).toString();
        assertTrue(warned.contains("does not fit /dev/ttyS0 at " + baud + " baud"), warned);
        assertTrue(warned.contains(words[1] + " or more"), warned);
        assertFalse(
                problems(text.replaceFirst("keepalive .*", words[1])).toString().contains("does not fit"));
    }

    @Test
    void shouldReadWhatRunsBesideTheDaemonAndWhoMayAskIt() {
        String text = GOOD
                + """
                respawn hacluster /usr/lib/heartbeat/ipfail
                respawn root /bin/sh -c "exit 100"
                failfast root /bin/true
                apiauth ping uid=root,hacluster gid=haclient
                env COLOUR=blue
                stonith_host ha2.example nosuchtype x
                """;
        HaCf haCf = HaCfParser.parse("ha.cf", text).value();
        Services services = haCf.services();

        assertEquals(List.of(), errors(text));
        assertTrue(services.ipfail());
        assertEquals(
                List.of(
                        new ClientChild("hacluster", "/usr/lib/heartbeat/ipfail", false, 7),
                        new ClientChild("root", "/bin/sh -c \"exit 100\"", false, 8),
                        new ClientChild("root", "/bin/true", true, 9)),
                services.children());
        assertEquals("/bin/sh", services.children().get(1).program());
        assertEquals(
                new ApiRule("ping", List.of("root", "hacluster"), List.of("haclient"), 10),
                services.apiRules().get(0));
        assertEquals(6, services.apiRules().size(), "the built-in rule for ping is replaced");
        assertEquals("blue", services.environment().get("HA_COLOUR"));
    }

    @Test
    void shouldTakeOneBaudLineOnly() {
        assertEquals(
                "Baudrate multiply specified.",
                errors(GOOD + "baud 9600\nserial /dev/ttyS0\nbaud 38400\n")
                        .get(0)
                        .text());
    }

    @Test
    void shouldReadNiceFailbackAsOffBehindAutoFailback() {
        assertEquals(
                Failback.OFF,
                HaCfParser.parse("f", "auto_failback on\nnice_failback on\n")
                        .value()
                        .failback());
        assertEquals(
                Failback.ON,
                HaCfParser.parse("f", "nice_failback on\nauto_failback on\n")
                        .value()
                        .failback());
    }

    @Test
    void shouldMissTheOwnNode() {
        List<ConfigProblem> errors = errors(GOOD.replace("ha1.example", "ha9.example"));

        assertEquals(
                "Current node [ha1.example] not in configuration!",
                errors.get(0).text());
        assertEquals(6, errors.get(0).line());
    }

    @Test
    void shouldWarnAboutASingleMediumAndRefuseNone() {
        assertTrue(problems(GOOD.replace(" eth1", "")).toString().contains("only one heartbeat medium"));
        assertEquals(
                "No heartbeat media defined",
                errors(GOOD.replace("bcast eth0 eth1", "")).get(0).text());
    }

    @Test
    void shouldApplyBaudAndPortToTheLinesBelowOnly() {
        HaCf haCf = HaCfParser.parse(
                        "ha.cf",
                        """
                        serial /dev/ttyS0
                        bcast eth0
                        baud 115200
                        udpport 10694
                        serial /dev/ttyS1
                        ucast eth1 10.77.1.7
                        mcast eth1 225.0.0.1 695 2 1
                        """)
                .value();

        assertEquals(
                List.of(
                        new Medium.Serial("/dev/ttyS0", 19200, 1),
                        new Medium.Bcast("eth0", 694, 2),
                        new Medium.Serial("/dev/ttyS1", 115200, 5),
                        new Medium.Ucast("eth1", "10.77.1.7", 10694, 6),
                        new Medium.Mcast("eth1", "225.0.0.1", 695, 2, true, 7)),
                haCf.media());
    }

    @Test
    void shouldUseNoUcastLineThatNamesOurselves() {
        String text = GOOD.replace("bcast eth0 eth1", "ucast eth1 10.77.1.5\nucast eth1 10.77.1.7\nserial /dev/ttyS0");
        HaCf haCf = HaCfParser.parse("ha.cf", text).value();

        assertEquals(List.of(), problems(text));
        assertEquals(
                List.of("eth1", "/dev/ttyS0"),
                new HaCfValidator(FakeNode.ha1())
                        .usable(haCf).stream().map(Medium::name).toList());
    }

    @Test
    void shouldReportAllProblemsAtOnceInTheOrderOfTheLines() {
        List<ConfigProblem> errors =
                HaCfParser.parse("f", "one\nkeepalive x\nbaud 3\nserial tty\n").problems();

        assertEquals(
                List.of(1, 2, 3, 4, 0), errors.stream().map(ConfigProblem::line).toList());
        assertTrue(errors.get(0).toString().startsWith("f:1: Illegal directive [one] in f — "));
    }

    @Test
    void shouldReadCommentsCommasAndCarriageReturns() {
        HaCf haCf = HaCfParser.parse("ha.cf", "node ha1,ha2 # pair\r\n\tlogfile\t/var/log/x#y\r\n")
                .value();

        assertEquals(List.of("ha1", "ha2"), haCf.nodes());
        assertEquals("/var/log/x", haCf.logging().logfile());
        assertEquals("ha2", haCf.parameter("node"));
    }

    @Provide
    Arbitrary<String> garbage() {
        Arbitrary<String> words = Arbitraries.of(
                "node",
                "keepalive",
                "mcast",
                "ucast",
                "serial",
                "udpport",
                "baud",
                "ping_group",
                "debug",
                "crm",
                "hopfudge",
                "logfile",
                "eth0",
                "99999999999999999999",
                "-1",
                "\n",
                "\n",
                " ",
                ",",
                "#",
                "٣",
                "\r");
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(200),
                words.list().ofMaxSize(40).map(list -> String.join(" ", list)));
    }

    @Property
    void shouldNeverThrowOnGarbage(@ForAll("garbage") String text) {
        problems(text);
    }

    @Test
    void shouldReadFenceDevicesInTheirOrder() {
        HaCf haCf = HaCfParser.parse(
                        "ha.cf",
                        "stonith_host * ssh ha1.example ha2.example\nstonith external/ipmi /etc/ha.d/ipmi.cfg\n"
                                + "stonith_host ha1\tmeatware ha1,ha2\nwatchdog /dev/watchdog\n")
                .value();
        assertEquals(
                List.of(
                        new FenceDirectives.Device("*", "ssh", "ha1.example ha2.example", "", 1),
                        new FenceDirectives.Device("*", "external/ipmi", "", "/etc/ha.d/ipmi.cfg", 2),
                        new FenceDirectives.Device("ha1", "meatware", "ha1,ha2", "", 3)),
                FenceDirectives.devices(haCf));
        assertEquals("/dev/watchdog", FenceDirectives.watchdog(haCf));
    }

    @ParameterizedTest
    @CsvSource({
        "stonith_host, No Stonith hostname argument given",
        "stonith, No Stonith type given",
        "stonith meatware, Invalid Stonith config file []",
        "watchdog /dev/watchdog /dev/watchdog1, ha.cf: Watchdog device multiply specified."
    })
    void shouldRefuseIncompleteFenceLines(String line, String text) {
        List<ConfigProblem> problems = HaCfParser.parse("ha.cf", line + "\n").problems();
        assertEquals(ConfigProblem.Severity.ERROR, problems.get(0).severity(), problems::toString);
        assertEquals(text, problems.get(0).text());
        assertEquals(1, problems.get(0).line());
    }
}
