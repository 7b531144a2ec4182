package org.hadirector.resource.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.resource.check.CheckTarget;
import org.hadirector.resource.config.ConfigProblem.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LdirectordCfParserTest {
    private static Parsed<LdirectordConfig> parse(String text) {
        return new LdirectordCfParser(new TableNames(), Set.of("rr", "wrr", "wlc")::contains)
                .parse("ldirectord.cf", text);
    }

    private static VirtualBlock virtual(String body) {
        Parsed<LdirectordConfig> parsed = parse("virtual=10.1.0.1:80\n" + body);
        assertFalse(parsed.hasErrors(), parsed.problems().toString());
        return parsed.value().virtuals().get(0);
    }

    private static List<String> reals(VirtualBlock virtual) {
        return virtual.reals().stream()
                .map(real -> real.id() + " " + real.method() + " " + real.weight() + " -> " + real.tablePort())
                .toList();
    }

    @Test
    void shouldResolveEveryDefault() {
        VirtualBlock virtual = virtual("\treal=192.168.0.1:80 gate\n");
        assertEquals("wrr", virtual.service().scheduler());
        assertEquals(6, virtual.service().key().protocol());
        assertEquals(0, virtual.service().persistentSeconds());
        CheckSettings check = virtual.check();
        assertEquals(CheckType.NEGOTIATE, check.type());
        assertEquals("http", check.service());
        assertEquals(5_000, check.checkTimeoutMs());
        assertEquals(30_000, check.negotiateTimeoutMs());
        assertEquals(10_000, check.intervalMs());
        assertEquals(1, check.failureCount());
        assertEquals("/", check.request());
        assertFalse(virtual.quiescent());
        assertTrue(virtual.cleanStop());
        assertTrue(virtual.fallback().isEmpty());
        assertEquals(
                LdirectordConfig.DEFAULT_LOGFILE,
                parse("virtual=10.1.0.1:80\n").value().logfile());
    }

    @Test
    void shouldReadEveryFormOfRealServer() {
        VirtualBlock virtual = virtual(
                """
                    real=192.168.0.1:80 gate
                    real=192.168.0.2:8080 masq
                    real=192.168.0.3:80 ipip 5
                    real=192.168.0.4:8080 gate 0
                    real=192.168.0.5 gate
                    real=192.168.0.6:http\tmasq\t7
                    real=192.168.0.7->192.168.0.8:80 masq 2 "/a b", "c, d" l:5 u:10
                    real=rs1:80 masq u:10 l:5 3
                """);
        assertEquals(
                List.of(
                        "192.168.0.1:80 DIRECT_ROUTE 1 -> 80",
                        "192.168.0.2:8080 MASQUERADE 1 -> 8080",
                        "192.168.0.3:80 TUNNEL 5 -> 80",
                        "192.168.0.4:8080 DIRECT_ROUTE 0 -> 80",
                        "192.168.0.5:0 DIRECT_ROUTE 1 -> 80",
                        "192.168.0.6:80 MASQUERADE 7 -> 80",
                        "192.168.0.7:80 MASQUERADE 2 -> 80",
                        "192.168.0.8:80 MASQUERADE 2 -> 80",
                        "192.168.9.1:80 MASQUERADE 3 -> 80"),
                reals(virtual));
        RealLine ranged = virtual.reals().get(7);
        assertEquals("/a b", ranged.request());
        assertEquals("c, d", ranged.receive());
        assertEquals(5, ranged.lower());
        assertEquals(10, ranged.upper());
        assertEquals(10, virtual.reals().get(8).upper());
        assertEquals(
                "192.168.0.4:80 mapped from 192.168.0.4:8080",
                virtual.reals().get(3).removalId());
        assertEquals(
                "192.168.0.5:80 mapped from 192.168.0.5:0",
                virtual.reals().get(4).removalId());
    }

    @Test
    void shouldReadAServiceOfAFirewallMark() {
        Parsed<LdirectordConfig> parsed = parse(
                """
                virtual=4294967295
                    real=192.168.0.1 gate 2
                    real=192.168.0.2:8080 gate
                    real=192.168.0.3 masq
                    service=http
                    protocol=fwm
                    scheduler=rr
                virtual6=7
                    real6=[fd00::1]:80 gate
                    checkport=8000
                virtual=8
                    real=192.168.0.9 gate
                """);
        VirtualBlock virtual = parsed.value().virtuals().get(0);
        assertEquals(ServiceKey.ofMark(-1, false), virtual.service().key());
        assertEquals("4294967295 fwm", virtual.id() + " " + virtual.protocol());
        assertEquals(
                List.of("192.168.0.1:0 0", "192.168.0.2:8080 8080", "192.168.0.3:0 0"),
                virtual.reals().stream()
                        .map(real -> real.id() + " " + real.server().port())
                        .toList());
        assertEquals(
                List.of(80, 8080, 80),
                virtual.reals().stream()
                        .map(real -> CheckTarget.of(virtual, real).port())
                        .toList());
        VirtualBlock six = parsed.value().virtuals().get(1);
        assertEquals(ServiceKey.ofMark(7, true), six.service().key());
        assertEquals(8000, CheckTarget.of(six, six.reals().get(0)).port());
        VirtualBlock unchecked = parsed.value().virtuals().get(2);
        assertEquals(
                CheckType.ON,
                CheckTarget.of(unchecked, unchecked.reals().get(0)).type());
        assertTrue(
                parsed.problems().stream()
                        .anyMatch(problem -> problem.line() == 12
                                && problem.severity() == Severity.WARNING
                                && problem.text().contains("always taken as up")),
                parsed.problems()::toString);
        assertEquals(
                List.of("protocol must be fwm if the virtual service is a fwmark (a number)"),
                parse("virtual=1\n    real=10.1.0.2:80 gate\n    protocol=tcp\n").problems().stream()
                        .filter(problem -> problem.severity() == Severity.ERROR)
                        .map(ConfigProblem::text)
                        .toList());
    }

    @Test
    void shouldCrossByteBordersInRanges() {
        VirtualBlock virtual = virtual("    real=5.245.224.254->5.245.225.1:80 masq\n");
        assertEquals(4, virtual.reals().size());
        assertEquals("5.245.225.1:80", virtual.reals().get(3).id());
    }

    @Test
    void shouldTakeTheSyntaxOfTheYear2000WithAWarning() {
        Parsed<LdirectordConfig> parsed = parse("timeout=3\nvirtual=10.1.0.1:80\n\treal=10.1.0.2:80 gate\n");
        assertEquals(1, parsed.problems().size());
        assertEquals(1, parsed.problems().get(0).line());
        assertEquals(Severity.WARNING, parsed.problems().get(0).severity());
        CheckSettings check = parsed.value().virtuals().get(0).check();
        assertEquals(3_000, check.checkTimeoutMs());
        assertEquals(3_000, check.negotiateTimeoutMs());
    }

    @ParameterizedTest
    @CsvSource({
        // own check, own negotiate, global check, global negotiate → check, negotiate (seconds)
        "0, 0, 0, 0, 5, 30",
        "2, 0, 0, 0, 2, 2",
        "0, 3, 0, 0, 3, 3",
        "0, 0, 4, 0, 4, 4",
        "0, 0, 0, 6, 6, 6",
        "2, 3, 4, 6, 2, 3",
        "0, 3, 4, 6, 3, 3",
        "0, 0, 4, 6, 4, 6"
    })
    void shouldResolveTimeoutsInLdirectordsOrder(int own, int ownN, int global, int globalN, int check, int negotiate) {
        String text = (global > 0 ? "checktimeout=" + global + "\n" : "")
                + (globalN > 0 ? "negotiatetimeout=" + globalN + "\n" : "") + "virtual=10.1.0.1:80\n"
                + (own > 0 ? "    checktimeout=" + own + "\n" : "")
                + (ownN > 0 ? "    negotiatetimeout=" + ownN + "\n" : "");
        CheckSettings settings = parse(text).value().virtuals().get(0).check();
        assertEquals(check * 1000L, settings.checkTimeoutMs());
        assertEquals(negotiate * 1000L, settings.negotiateTimeoutMs());
    }

    @Test
    void shouldLetBlocksOverrideGlobalsWhateverTheOrder() {
        Parsed<LdirectordConfig> parsed = parse(
                """
                virtual=10.1.0.1:80
                    quiescent=no
                virtual=10.1.0.2:80
                    fallback=127.0.0.2 masq
                quiescent=yes
                fallback=127.0.0.1:8000
                checkinterval=1
                """);
        assertEquals(List.of(), parsed.problems());
        VirtualBlock first = parsed.value().virtuals().get(0);
        VirtualBlock second = parsed.value().virtuals().get(1);
        assertFalse(first.quiescent());
        assertTrue(second.quiescent());
        assertEquals(
                "127.0.0.1:80 mapped from 127.0.0.1:8000",
                first.fallback().orElseThrow().removalId());
        assertEquals("127.0.0.2:80", second.fallback().orElseThrow().id());
        assertEquals(
                ForwardingMethod.MASQUERADE, second.fallback().orElseThrow().method());
        assertEquals(1_000, first.check().intervalMs());
    }

    @Test
    void shouldReadPersistenceMaskSchedulerAndProtocol() {
        VirtualBlock virtual =
                virtual("    scheduler=wlc\n    persistent=600\n    netmask=255.255.255.0\n    protocol=tcp\n");
        assertEquals("wlc", virtual.service().scheduler());
        assertEquals(600, virtual.service().persistentSeconds());
        assertEquals(0xffffff00, virtual.service().netmask());
        assertEquals(
                17,
                parse("virtual=10.1.0.1:domain\n")
                        .value()
                        .virtuals()
                        .get(0)
                        .service()
                        .key()
                        .protocol());
    }

    @Test
    void shouldReadIpv6Blocks() {
        Parsed<LdirectordConfig> parsed = parse(
                """
                fallback6=[fd00::9]:80
                virtual6=[fd01::1]:80
                    real6=[fd00::1]:8080 masq
                """);
        assertEquals(List.of(), parsed.problems());
        VirtualBlock virtual = parsed.value().virtuals().get(0);
        assertEquals("[fd01::1]:80", virtual.id());
        assertEquals("[fd00::1]:8080", virtual.reals().get(0).id());
        assertEquals("[fd00::9]:80", virtual.fallback().orElseThrow().id());
    }

    @Test
    void shouldForgiveWhatTheOriginalStumblesOverAndWarn() {
        Parsed<LdirectordConfig> parsed = parse(
                """
                quiescent=yes # remark
                virtual=10.1.0.1:80
                    real=192.168.0.1:80 masq # remark

                    request="a#b" # remark
                  scheduler=rr
                """);
        assertEquals(
                List.of(5, 5, 6),
                parsed.problems().stream().map(ConfigProblem::line).toList());
        assertFalse(parsed.hasErrors());
        assertEquals("a#b", parsed.value().virtuals().get(0).check().request());
        assertEquals("rr", parsed.value().virtuals().get(0).service().scheduler());
    }

    @Test
    void shouldUseConnectChecksForServicesOfLaterVersionsAndSaySo() {
        Parsed<LdirectordConfig> parsed = parse("virtual=10.1.0.1:25\n    service=smtp\n");
        assertEquals(Severity.WARNING, parsed.problems().get(0).severity());
        assertTrue(parsed.problems().get(0).text().contains("a connect check is used instead"));
        assertEquals(CheckType.CONNECT, parsed.value().virtuals().get(0).check().type());
    }

    @Test
    void shouldTellEveryProblemInOnePass() {
        Parsed<LdirectordConfig> parsed = parse(
                """
                nonsense=1
                checktimeout=0
                virtual=10.1.0.1:80
                    real=192.168.0.1:80 route
                    scheduler=RR
                virtual=10.1.0.1:80
                """);
        assertEquals(
                List.of(
                        "1 Unknown command nonsense=1",
                        "2 invalid check timeout value",
                        "4 forward method must be gate, masq or ipip",
                        "5 invalid scheduler, should be only lowercase letters (a-z)",
                        "6 duplicate virtual server"),
                parsed.problems().stream().map(p -> p.line() + " " + p.text()).toList());
    }

    @Property
    void shouldNeverThrowAndGiveEveryProblemALine(@ForAll("nearlyConfigurations") String text) {
        long lines = text.chars().filter(c -> c == '\n').count() + 1;
        for (ConfigProblem problem : parse(text).problems()) {
            boolean wholeFile = problem.line() == 0 && problem.text().equals("no virtual service");
            assertTrue(wholeFile || problem.line() >= 1 && problem.line() <= lines, problem.toString());
            assertFalse(problem.remedy().isBlank());
        }
    }

    @Provide
    Arbitrary<String> nearlyConfigurations() {
        Arbitrary<String> indent = Arbitraries.of("", "\t", "    ", "  ");
        Arbitrary<String> name = Arbitraries.of(
                "virtual",
                "virtual6",
                "real",
                "real6",
                "fallback",
                "checktype",
                "service",
                "request",
                "receive",
                "persistent",
                "netmask",
                "checkport",
                "checktimeout",
                "quiescent",
                "emailalertstatus",
                "scheduler",
                "logfile",
                "timeout",
                "virtualhost",
                "httpmethod",
                "login",
                "monitorfile",
                "supervised",
                "x");
        Arbitrary<String> value = Arbitraries.oneOf(
                Arbitraries.of(
                        "10.1.0.1:80",
                        "10.1.0.1",
                        "[fd00::1]:80",
                        "7",
                        "yes",
                        "no",
                        "\"(\"",
                        "gate",
                        "rr",
                        "",
                        "\"\"",
                        "10.0.0.1->10.0.0.9:80 gate 1 \"a\", \"b\" l:1 u:2",
                        "10.0.0.1:80 masq 99999",
                        "-1",
                        "0",
                        "300ms",
                        "fd00::1",
                        "0.0.0.0->255.255.255.255 gate",
                        "999999999999",
                        "rs1:http gate"),
                Arbitraries.strings().ascii().ofMaxLength(20).map(text -> text.replace("\n", "")));
        Arbitrary<String> separator = Arbitraries.of("=", " = ", "", " ");
        Arbitrary<String> line =
                Combinators.combine(indent, name, separator, value).as((a, b, c, d) -> a + b + c + d);
        return line.list().ofMaxSize(12).map(all -> String.join("\n", all));
    }
}
