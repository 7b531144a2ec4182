package org.hadirector.resource.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HaresourcesParserTest {
    private static final Set<String> SCRIPTS = Set.of("IPaddr", "IPaddr2", "ldirectord", "rec");

    private static Parsed<Haresources> parse(String text) {
        return new HaresourcesParser(Set.of("ha1.example", "HA2.example"), SCRIPTS::contains)
                .parse("haresources", text);
    }

    private static List<String> written(GroupLine group) {
        return group.resources().stream().map(ResourceSpec::written).toList();
    }

    private static ConfigProblem only(Parsed<Haresources> parsed) {
        assertEquals(1, parsed.problems().size(), parsed.problems().toString());
        return parsed.problems().get(0);
    }

    @Test
    void shouldRefuseAZeroByteButInARemark() {
        assertEquals(List.of(), parse("# x\0y\nha1.example rec::a # \0\n").problems());

        ConfigProblem problem = only(parse("ha1.example rec::a\nha1.example rec::b\0c\n"));
        assertEquals(2, problem.line());
        assertEquals("a zero byte in the line", problem.text());
    }

    @Test
    void shouldReadGroupsWithArgumentsAndShorthandAddresses() {
        Parsed<Haresources> parsed =
                parse("# remark\nHA1.Example\t10.77.0.6/24/eth0:3  rec::a::b # later\n\nha2.example rec\n");
        assertEquals(List.of(), parsed.problems());
        GroupLine first = parsed.value().groups().get(0);
        assertEquals("ha1.example", first.preferredNode());
        assertEquals("10.77.0.6/24/eth0:3", first.key());
        assertEquals(2, first.line());
        assertEquals("IPaddr::10.77.0.6/24/eth0:3", first.resources().get(0).name());
        assertEquals(
                new ResourceSpec("rec", List.of("a", "b"), "rec::a::b", 2),
                first.resources().get(1));
        assertEquals("ha1.example 10.77.0.6/24/eth0:3 rec::a::b", first.text());
        assertEquals(4, parsed.value().groups().get(1).line());
    }

    @Test
    void shouldJoinContinuedLinesAndKeepTheLineOfEachResource() {
        Parsed<Haresources> parsed = parse("ha1.example 10.77.0.6 \\\n  rec::a \\\n  rec::b\nha2.example rec::c");
        assertEquals(List.of(), parsed.problems());
        assertEquals(2, parsed.value().groups().size());
        GroupLine group = parsed.value().groups().get(0);
        assertEquals(List.of("10.77.0.6", "rec::a", "rec::b"), written(group));
        assertEquals(3, group.resources().get(2).line());
    }

    @Test
    void shouldJoinAWordThatALineEndDivides() {
        Parsed<Haresources> parsed = parse("ha1.example rec::a\\\nb \\\nrec::c\n");
        assertEquals(
                List.of("rec::ab", "rec::c"),
                parsed.value().groups().get(0).resources().stream()
                        .map(ResourceSpec::written)
                        .toList());
    }

    @Test
    void shouldNotContinueALineWithBlanksBehindTheBackslash() {
        Parsed<Haresources> parsed = parse("ha1.example 10.77.0.6 \\ \n rec::a\n");
        assertEquals(
                List.of(
                        "blanks behind \\: the line is not continued",
                        "Bad nodename in haresources [rec::a]",
                        "empty group: no resource after rec::a"),
                parsed.problems().stream().map(ConfigProblem::text).toList());
        assertTrue(parsed.problems().get(1).verbatim());
    }

    @ParameterizedTest
    @CsvSource({
        "'\\\nha1.example rec::a', \\",
        "' \\\nha1.example rec::a', \\",
        "'ha1.example\\\n rec::a', ha1.example\\",
        "'\tha1.example\\\nrec::a', ha1.example\\",
        "'ha1.example\\', ha1.example\\",
        "'\\ ha1.example rec::a', \\"
    })
    void shouldTakeTheNodeWithTheBackslashItEndsIn(String text, String blamed) {
        ConfigProblem problem = parse(text).problems().stream()
                .filter(ConfigProblem::verbatim)
                .findFirst()
                .orElseThrow();
        assertEquals("Bad nodename in haresources [" + blamed + "]", problem.text());
        assertEquals(1, problem.line());
        assertEquals("write the node and a blank before the \\ that joins the lines", problem.remedy());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ha1.example \\\n rec::a", "ha1.example\t\\\n\\\n rec::a", "ha1.example \\\n\\\n\\\nrec::a\\\n"})
    void shouldJoinLinesThatAreEmptyButForABackslashBehindTheNode(String text) {
        Parsed<Haresources> parsed = parse(text);
        assertFalse(parsed.hasErrors(), parsed.problems().toString());
        assertEquals("ha1.example rec::a", parsed.value().groups().get(0).text());
    }

    @Test
    void shouldDropEmptyArgumentsAsTheOriginalDoes() {
        Parsed<Haresources> parsed = parse("ha1.example rec:: rec::::b rec::a::");
        List<String> names = parsed.value().groups().get(0).resources().stream()
                .map(ResourceSpec::name)
                .toList();
        assertEquals(List.of("rec", "rec::b", "rec::a"), names);
    }

    @Test
    void shouldRefuseUnknownNodesInHeartbeatsWords() {
        ConfigProblem problem = only(parse("ha1.example rec::a\nha9.example rec::b\n"));
        assertEquals("Bad nodename in haresources [ha9.example]", problem.text());
        assertEquals(2, problem.line());
    }

    @Test
    void shouldNotCheckNodesWhenNoneAreKnown() {
        assertEquals(
                List.of(),
                new HaresourcesParser(Set.of(), SCRIPTS::contains)
                        .parse("haresources", "anybody rec")
                        .problems());
    }

    @Test
    void shouldRefuseDuplicateKeys() {
        ConfigProblem problem = only(parse("ha1.example rec::a rec::b\nha2.example rec::a rec::c\n"));
        assertEquals(2, problem.line());
        assertTrue(problem.text().contains("duplicate group key rec::a"), problem.text());
    }

    @ParameterizedTest
    @CsvSource({
        "10.77.0.6, 10.77.0.6/24",
        "IPaddr::10.77.0.6/24/eth0, IPaddr2::10.77.0.6/24/eth1:3",
        "fd00::6/64/eth0, IPv6addr::fd00:0:0::0:6/64/eth0",
        "fe80::6/64/eth0, fe80::6/64/eth0:1"
    })
    void shouldRefuseAnAddressInTwoGroups(String one, String other) {
        ConfigProblem problem = only(parse("ha1.example rec::a " + one + "\nha2.example " + other + "\n"));
        assertEquals(ConfigProblem.Severity.ERROR, problem.severity());
        assertEquals(2, problem.line());
        assertEquals("address " + other + " is in line 1 already, as " + one, problem.text());
        assertEquals(
                ConfigProblem.Severity.WARNING,
                only(parse("ha1.example " + one + " " + other)).severity(),
                "one node at a time has both");
    }

    @Test
    void shouldNotMindAddressesThatDiffer() {
        assertEquals(
                List.of(),
                parse("ha1.example 10.77.0.6 10.77.0.7/24 fe80::6/64/eth0 rec::10.77.0.6\n"
                                + "ha2.example 10.77.0.8 fe80::6/64/eth1 rec::10.77.0.7\n")
                        .problems());
    }

    @Test
    void shouldWarnAboutEmptyGroups() {
        ConfigProblem problem = only(parse("\nha1.example\n"));
        assertEquals(2, problem.line());
        assertEquals(ConfigProblem.Severity.WARNING, problem.severity());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nosuch", "www.example", "10.77.6", "../rec", "RUNE"})
    void shouldWarnOfUnknownScriptsAsHeartbeatGoesOnWithoutThem(String script) {
        Parsed<Haresources> parsed = parse("ha1.example " + script);
        assertEquals("Cannot locate resource script " + script, only(parsed).text());
        assertFalse(parsed.hasErrors());
    }

    @Test
    void shouldSayThatArgumentsFollowTwoColons() {
        String remedy = only(parse("ha1.example IPaddr:10.77.0.6/24")).remedy();
        assertTrue(remedy.startsWith("arguments follow two colons: IPaddr::10.77.0.6/24; "), remedy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.77.0.256",
                "10.77.0.6/33",
                "10.77.0.6/x",
                "10.77.0.6/255.0.255.0",
                "10.77.0.6/24/a-name-of-an-interface-too-long",
                "IPaddr::nonsense",
                "IPaddr",
                "IPaddr2::10.0.0.1::10.0.0.2",
                "IPv6addr::10.0.0.1",
                "IPv6addr",
                "IPv6addr::fd00::6::7",
                "IPv6addr::fd00::6::eth0",
                "IPv6addr::fd00::6/129",
            })
    void shouldRefuseMalformedAddresses(String resource) {
        ConfigProblem problem = only(parse("ha1.example rec \\\n" + resource));
        assertEquals(2, problem.line());
        assertTrue(problem.text().startsWith("malformed address " + resource + ": "), problem.text());
    }

    @ParameterizedTest
    @CsvSource({
        "10.77.0.6/24/eth0/10.77.0.255, 10.77.0.6/24/eth0/10.77.0.255",
        "IPaddr2::10.77.0.6/255.255.255.0, 10.77.0.6/255.255.255.0",
        "fd00::6/64/eth0, fd00::6/64/eth0",
        "fd00::6, fd00::6",
        "::6, ::6",
        "fd00:0:0:0:0:0:0:6, fd00:0:0:0:0:0:0:6",
        "IPv6addr::fd00:0:0:0:0:0:0:6/64/eth0, fd00:0:0:0:0:0:0:6/64/eth0",
        "IPv6addr::fd00::6/64/eth0, fd00::6/64/eth0",
        "IPv6addr::fd00::6, fd00::6",
        "IPaddr2::fd00::6/64, fd00::6/64",
        "IPaddr::::6, ::6",
        "IPaddr2::fd00::, fd00::"
    })
    void shouldAcceptEveryFormOfAddress(String resource, String argument) {
        Parsed<Haresources> parsed = parse("ha1.example " + resource);
        assertEquals(List.of(), parsed.problems());
        assertEquals(
                List.of(argument),
                parsed.value().groups().get(0).resources().get(0).args());
    }

    /** A script's arguments stay apart, whatever they look like. */
    @Test
    void shouldRejoinOnlyWhatAnAddressAgentGets() {
        Parsed<Haresources> parsed = parse("ha1.example rec::fd00::6 IPv6addr::fd00::6/64");
        GroupLine group = parsed.value().groups().get(0);
        assertEquals(List.of("fd00", "6"), group.resources().get(0).args());
        assertEquals("IPv6addr::fd00::6/64", group.resources().get(1).name());
    }

    @Test
    void shouldStripCarriageReturnsAndWarnOnce() {
        Parsed<Haresources> parsed = parse("ha1.example rec::a\r\nha2.example rec::b\r\n");
        assertEquals(ConfigProblem.Severity.WARNING, only(parsed).severity());
        assertEquals("rec::b", parsed.value().groups().get(1).key());
    }

    @Test
    void shouldWarnWhenLdirectordStandsBeforeTheAddress() {
        assertTrue(only(parse("ha1.example ldirectord 10.77.0.6")).text().contains("0.4.7"));
        assertEquals(List.of(), parse("ha1.example 10.77.0.6 ldirectord").problems());
    }

    @Test
    void shouldTellEveryProblemOfTheFileInOnePass() {
        Parsed<Haresources> parsed = parse("ha9 nosuch\nha1.example\nha2.example 1.2.3.400\n");
        assertEquals(
                List.of(1, 1, 2, 3),
                parsed.problems().stream().map(ConfigProblem::line).toList());
    }

    @Property
    void shouldNeverThrowAndGiveEveryProblemALine(
            @ForAll
                    @StringLength(max = 200)
                    @CharRange(from = ' ', to = '~')
                    @Chars({'\n', '\r', '\t', '\\', '#', ':', '/', '.', '\uFEFF', '\u0000'})
                    String text) {
        long lines = text.chars().filter(c -> c == '\n').count() + 1;
        for (ConfigProblem problem : parse(text).problems()) {
            assertTrue(problem.line() >= 1 && problem.line() <= lines, problem.toString());
            assertFalse(problem.remedy().isBlank());
        }
    }
}
