package org.hadirector.director.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.EventDetail;
import org.hadirector.heartbeat.decide.Input.Scope;
import org.hadirector.heartbeat.decide.Input.Verb;
import org.hadirector.heartbeat.link.AskScope;
import org.hadirector.heartbeat.link.GroupStatus.AskReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeartbeatTextsTest {
    private static final CoreEvent ACTIVE = new CoreEvent(Kind.LOCAL_ACTIVE, "", "ha1", "", 1);

    private final HeartbeatTexts texts = new HeartbeatTexts("ha1", "ha2");

    private String first(Kind kind, String subject, long value) {
        return texts.lines(new CoreEvent(kind, "10.0.0.1", subject, "", value))
                .get(0)
                .text();
    }

    @Test
    void shouldSpeakHeartbeatsWords() {
        assertEquals("Link ha2:eth1 up.", first(Kind.LINK_UP, "eth1", 0));
        assertEquals("Link ha2:/dev/ttyS0 dead.", first(Kind.LINK_DEAD, "/dev/ttyS0", 0));
        assertEquals("node ha2: is dead", first(Kind.PEER_DEAD, "ha2", 0));
        assertEquals("No heartbeat from ha2 for 1234 ms", first(Kind.PEER_LATE, "ha2", 1234));
        assertEquals("Late heartbeat: Node ha2: interval 1234 ms", first(Kind.LATE_BEAT, "ha2", 1234));
        assertEquals("Cluster node ha2 returning after partition.", first(Kind.PEER_UP, "ha2", 0));
        assertEquals("Status update for node ha2: status active", first(Kind.PEER_UP, "ha2", 2));
        assertEquals("Resources being acquired from ha2.", first(Kind.BEREAVED, "ha2", 0));
        assertEquals("Received shutdown notice from 'ha2'.", first(Kind.PEER_LEAVING, "ha2", 0));
        assertEquals("info: Taking over resource group 10.0.0.1", first(Kind.CLAIM, "", 0));
    }

    /** As 3.0.6 wrote it: its ipfail hears of the death and of the return when the node returns. */
    @Test
    void shouldTellIpfailOfAPingNodeThatReturns() {
        HeartbeatTexts asked = new HeartbeatTexts("ha1", "ha2", true, 0, Set.of(), true, false);
        assertEquals(
                List.of(
                        "Link gw:gw up.",
                        "Late heartbeat: Node gw: interval 9000 ms (> deadtime)",
                        "node gw: is dead",
                        "Status update for node gw: status ping",
                        "Link Status update: Link gw/gw now has status up",
                        "Status update: Node gw now has status dead",
                        "NS: We are still alive!",
                        "Status update: Node gw now has status ping",
                        "A ping node just came up.",
                        "Asking other side for ping node count."),
                told(asked, new CoreEvent(Kind.PING_UP, "", "gw", "", 9000)));
    }

    /** As 3.0.6 wrote it: its ipfail hears of the other node and of its links as soon as its own node is active. */
    @Test
    void shouldTellIpfailOfANodeThatGoesAndReturns() {
        HeartbeatTexts asked = new HeartbeatTexts("ha1", "ha2", true, 0, Set.of(), true, false);
        CoreEvent linkUp = new CoreEvent(Kind.LINK_UP, "", "eth1", "", 0);
        CoreEvent linkDead = new CoreEvent(Kind.LINK_DEAD, "", "eth1", "", 0);
        CoreEvent dead = new CoreEvent(Kind.PEER_DEAD, "", "ha2", "", 0, EventDetail.Note.HELD_NOTHING);
        assertEquals(List.of("Link ha2:eth1 up."), told(asked, linkUp));
        told(asked, new CoreEvent(Kind.PING_UP, "", "gw", "", 0), ACTIVE);
        assertEquals(
                List.of(
                        "node ha2: is dead",
                        "Dead node ha2 gave up resources.",
                        "Status update: Node ha2 now has status dead",
                        "NS: We are still alive!",
                        "Link ha2:eth1 dead.",
                        "Link Status update: Link ha2/eth1 now has status dead",
                        "Asking other side for ping node count.",
                        "Checking remote count of ping nodes."),
                told(asked, dead, linkDead));
        assertEquals(
                List.of(
                        "Link ha2:eth1 up.",
                        "Link Status update: Link ha2/eth1 now has status up",
                        "Status update for node ha2: status init",
                        "Status update for node ha2: status up",
                        "Status update for node ha2: status active",
                        "Status update: Node ha2 now has status init",
                        "Status update: Node ha2 now has status up",
                        "Status update: Node ha2 now has status active"),
                told(asked, linkUp, new CoreEvent(Kind.PEER_UP, "", "ha2", "", 1)));
        told(asked, new CoreEvent(Kind.PING_DEAD, "", "gw", "", 0));
        assertTrue(told(asked, dead).contains("NS: We are dead. :<"));
        assertTrue(told(asked, linkDead).contains("We are dead. :<"));
        assertTrue(told(asked, new CoreEvent(Kind.PEER_UP, "", "ha2", "", 3))
                .contains("Status update: Node ha2 now has status init"));
        asked.reconfigure(false, 0, Set.of(), true);
        assertEquals(List.of("Link ha2:eth1 dead."), told(asked, linkDead));
    }

    /** As 3.0.6 wrote them on the node that gives and on the one that takes. */
    @Test
    void shouldTellWhyAStandbyIsNone() {
        HeartbeatTexts lone = new HeartbeatTexts("ha1", "ha2", false, 0, Set.of("10.0.0.1"), true, false);
        assertEquals(
                List.of("No reply to standby request.  Standby request cancelled."),
                told(
                        lone,
                        new CoreEvent(Kind.REFUSED, "", "ha1", "the peer is not heard", 0, EventDetail.Note.UNHEARD)));
        assertEquals(
                List.of("request for web ignored (the peer is not ready)"),
                told(lone, new CoreEvent(Kind.REFUSED, "web", "ha1", "the peer is not ready", 0)));
        assertEquals(
                List.of("ha1 wants to take over [web]"),
                told(
                        lone,
                        new CoreEvent(
                                Kind.OPERATOR,
                                "web",
                                "ha1",
                                "TAKEOVER ALL",
                                1,
                                new EventDetail.Order(Verb.TAKEOVER, Scope.ALL))),
                "of a group that was asked for by its key");
    }

    @Test
    void shouldTellAStandbyInThreeSteps() {
        HeartbeatTexts giver = new HeartbeatTexts("ha1", "ha2", false, 0, Set.of("10.0.0.1"), true, false);
        giver.lines(ACTIVE);
        assertEquals(
                List.of(
                        "ha1 wants to go standby [local]",
                        "standby: ha2 can take our local resources",
                        "give up local HA resources (standby).",
                        "local HA resource release completed (standby).",
                        "Local standby process completed [local].",
                        "remote resource transition completed.",
                        "Other node completed standby takeover of local resources."),
                told(
                        giver,
                        new CoreEvent(
                                Kind.OPERATOR,
                                "",
                                "ha1",
                                "STANDBY LOCAL",
                                1,
                                new EventDetail.Order(Verb.STANDBY, Scope.LOCAL)),
                        new CoreEvent(
                                Kind.RELEASING,
                                "10.0.0.1",
                                "ha1",
                                "handed to ha2: OFFERED",
                                1,
                                new EventDetail.Question(AskReason.OFFERED, AskScope.ALL)),
                        new CoreEvent(Kind.NONE, "10.0.0.1", "ha1", "handed to ha2: OFFERED", 1),
                        new CoreEvent(Kind.TAKEN, "10.0.0.1", "ha2", "", 2)));
        HeartbeatTexts taker = new HeartbeatTexts("ha2", "ha1", false, 0, Set.of(), true, false);
        assertEquals(
                List.of(
                        "ha1 wants to go standby [local]",
                        "standby: acquire [local] resources from ha1",
                        "acquire foreign HA resources (standby).",
                        "foreign HA resource acquisition completed (standby).",
                        "Standby resource acquisition done [local]."),
                told(
                        taker,
                        new CoreEvent(
                                Kind.ASKED,
                                "10.0.0.1",
                                "ha1",
                                "OFFERED",
                                1,
                                new EventDetail.Question(AskReason.OFFERED, AskScope.LOCAL)),
                        new CoreEvent(Kind.CLAIM, "10.0.0.1", "ha2", "", 2),
                        new CoreEvent(Kind.OWNER, "10.0.0.1", "ha2", "", 2)));
    }

    @Test
    void shouldNotSpeakOfAStandbyBeforeTheNodeTakesPart() {
        CoreEvent order =
                new CoreEvent(Kind.OPERATOR, "", "ha1", "", 1, new EventDetail.Order(Verb.STANDBY, Scope.ALL));
        HeartbeatTexts texts = new HeartbeatTexts("ha1", "ha2", false, 0, Set.of(), true, false);
        assertEquals(List.of("standby [all] ordered before this node is active"), told(texts, order));
        texts.lines(ACTIVE);
        assertEquals(List.of("ha1 wants to go standby [all]"), told(texts, order));
    }

    @Test
    void shouldLookForItsOwnGroupsOnlyAtTheStartOfThePair() {
        String nothing = "No local resources [/usr/share/heartbeat/ResourceManager listkeys ha1] to acquire.";
        HeartbeatTexts together = new HeartbeatTexts("ha1", "ha2", false, 0, Set.of(), true, false);
        assertTrue(told(together, new CoreEvent(Kind.PEER_UP, "", "ha2", "", 1), ACTIVE)
                .contains(nothing));
        HeartbeatTexts joining = new HeartbeatTexts("ha1", "ha2", false, 0, Set.of(), true, false);
        assertFalse(told(joining, new CoreEvent(Kind.PEER_UP, "", "ha2", "", 2), ACTIVE)
                .contains(nothing));
    }

    @Test
    void shouldTellOfASingleGroupAsOfOneThatWasAskedForByItsKey() {
        EventDetail one = new EventDetail.Question(AskReason.OPERATOR, AskScope.GROUP);
        HeartbeatTexts taker = new HeartbeatTexts("ha2", "ha1", false, 0, Set.of(), true, false);
        assertEquals(
                List.of("received ip-request-resp web OK yes"),
                Stream.of(
                                new CoreEvent(Kind.ASKED, "web", "ha1", "OPERATOR", 1, one),
                                new CoreEvent(Kind.CLAIM, "web", "ha2", "", 2, one),
                                new CoreEvent(Kind.OWNER, "web", "ha2", "", 2, one))
                        .flatMap(event -> taker.lines(event).stream())
                        .map(LogLine::text)
                        .filter(text -> !text.matches("ha2 asks .*|Resource group web is held here"))
                        .toList());
        HeartbeatTexts giver = new HeartbeatTexts("ha1", "ha2", false, 0, Set.of("web"), true, false);
        assertEquals(
                List.of("Giving up resource group web (handed to ha2: OPERATOR GROUP)"),
                told(giver, new CoreEvent(Kind.RELEASING, "web", "ha1", "handed to ha2: OPERATOR GROUP", 1, one)));
    }

    /** What the taker calls local is foreign to the giver, and both tell it in the giver's words. */
    @Test
    void shouldTellWhatATakeoverIsAbout() {
        HeartbeatTexts giver = new HeartbeatTexts("ha1", "ha2", false, 0, Set.of(), true, false);
        assertEquals(
                List.of(
                        "ha1 wants to go standby [foreign]",
                        "standby: ha2 can take our foreign resources",
                        "give up foreign HA resources (standby)."),
                told(
                        giver,
                        new CoreEvent(
                                Kind.RELEASING,
                                "10.0.0.1",
                                "ha1",
                                "handed to ha2: OPERATOR LOCAL",
                                1,
                                new EventDetail.Question(AskReason.OPERATOR, AskScope.LOCAL))));
        HeartbeatTexts taker = new HeartbeatTexts("ha2", "ha1", false, 0, Set.of("10.0.0.1"), true, false);
        assertEquals(
                List.of(
                        "ha2 wants to take over [local]",
                        "ha1 wants to go standby [foreign]",
                        "standby: acquire [foreign] resources from ha1",
                        "acquire local HA resources (standby)."),
                told(
                        taker,
                        new CoreEvent(
                                Kind.OPERATOR,
                                "",
                                "ha2",
                                "TAKEOVER LOCAL",
                                1,
                                new EventDetail.Order(Verb.TAKEOVER, Scope.LOCAL)),
                        new CoreEvent(
                                Kind.ASKED,
                                "10.0.0.1",
                                "ha1",
                                "OPERATOR",
                                1,
                                new EventDetail.Question(AskReason.OPERATOR, AskScope.LOCAL)),
                        new CoreEvent(Kind.CLAIM, "10.0.0.1", "ha2", "", 2)));
    }

    /** Without our own explanations. */
    private static List<String> told(HeartbeatTexts texts, CoreEvent... events) {
        return Stream.of(events)
                .flatMap(event -> texts.lines(event).stream())
                .map(LogLine::text)
                .filter(text -> !text.contains("10.0.0.1"))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldHaveALineForEveryKind(Kind kind) {
        EventDetail detail =
                kind == Kind.OPERATOR ? new EventDetail.Order(Verb.TAKEOVER, Scope.ALL) : EventDetail.Note.NONE;
        assertFalse(texts.lines(new CoreEvent(kind, "g", "s", "r", 1, detail)).isEmpty());
    }

    @Test
    void shouldSpeakAsTheFilesSayAfterAReload() {
        CoreEvent dead = new CoreEvent(CoreEvent.Kind.PING_DEAD, "", "10.0.0.254", "", 1);
        int before = texts.lines(dead).size();
        texts.reconfigure(true, 1_000_000_000L, Set.of("10.0.0.1"), true);
        assertTrue(texts.lines(dead).size() > before, "ipfail's own lines too");
    }

    @Test
    void shouldSayThatANodeWithoutGroupsGaveThemUpUnlessItHadNone() {
        CoreEvent death = new CoreEvent(Kind.PEER_DEAD, "", "ha2", "", 0, EventDetail.Note.HELD_NOTHING);
        LogLine gaveUp = LogLine.info("Dead node ha2 gave up resources.");
        HeartbeatTexts gives = new HeartbeatTexts("ha1", "ha2", false, 0, Set.of("10.0.0.1"), true, false);
        assertEquals(List.of(LogLine.warn("node ha2: is dead"), gaveUp), gives.lines(death));
        gives.reconfigure(false, 0, Set.of("10.0.0.1"), false);
        assertEquals("No STONITH device configured.", gives.lines(death).get(1).text());
    }

    @Test
    void shouldTellOfAFenceInHeartbeatsWordsAndGiveTheReasonOnALineOfItsOwn() {
        assertEquals(
                List.of(LogLine.info("node ha2 now reset."), LogLine.info("STONITH of ha2 is confirmed (a switch)")),
                texts.lines(new CoreEvent(Kind.FENCED, "", "ha2", "a switch", 1)));
        assertEquals(
                "STONITH of ha2 failed.  Retrying...",
                texts.lines(new CoreEvent(Kind.FENCE_FAILED, "", "ha2", "exit 1", 1))
                        .get(0)
                        .text());
    }
}
