package org.hadirector.director.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.EventDetail;
import org.hadirector.heartbeat.decide.Input.Scope;
import org.hadirector.heartbeat.decide.Input.Verb;
import org.hadirector.heartbeat.link.AskScope;
import org.hadirector.heartbeat.link.GroupStatus.AskReason;
import org.junit.jupiter.api.Test;

class ClusterMessagesTest {
    private static final Map<String, String> RESPONSE =
            Map.of("src", "ha1", "dest", "ha1", "ipaddr", "web", "ok", "OK", "weown", "yes", "ttl", "3");

    private final ClusterMessages messages = messages(false);

    private static ClusterMessages messages(boolean legacy) {
        return messages(legacy, false);
    }

    private static ClusterMessages messages(boolean legacy, boolean fences) {
        return new ClusterMessages(
                new ClusterMessages.Setup("ha1", "ha2", Set.of("web"), true, legacy, fences, 3000, 3));
    }

    private static ClusterMessage stonith(String result) {
        return new ClusterMessage("stonith", "up", Map.of("src", "ha1", "node", "ha2", "result", result, "ttl", "3"));
    }

    private static ClusterMessage dead() {
        return new ClusterMessage("status", "up", Map.of("src", "ha2", "st", "dead"));
    }

    private static CoreEvent event(Kind kind, String group, String subject, String reason, long value) {
        return new CoreEvent(kind, group, subject, reason, value);
    }

    private static CoreEvent event(
            Kind kind, String group, String subject, String reason, long value, EventDetail detail) {
        return new CoreEvent(kind, group, subject, reason, value, detail);
    }

    private static ClusterMessage status(String local, String status) {
        return new ClusterMessage(
                "status", local, Map.of("src", "ha2", "st", status, "dt", "bb8", "protocol", "1", "ttl", "3"));
    }

    @Test
    void shouldTellOfAnActivePeerWhenThisNodeIsActiveItself() {
        assertEquals(List.of(status("up", "up")), messages.of(event(Kind.PEER_UP, "", "ha2", "", 1)));
        assertEquals(List.of(status("active", "active")), messages.of(event(Kind.LOCAL_ACTIVE, "", "ha1", "", 1)));
        assertEquals(List.of(), messages.of(event(Kind.LOCAL_ACTIVE, "", "ha1", "", 1)));
    }

    /** The node that has the group is asked by ip-request, and the one that asked gets the answer. */
    @Test
    void shouldTellOfASingleGroupByIpRequest() {
        EventDetail one = new EventDetail.Question(AskReason.OPERATOR, AskScope.GROUP);
        EventDetail order = new EventDetail.Order(Verb.TAKEOVER, Scope.ALL);
        assertEquals(List.of(), messages.of(event(Kind.OPERATOR, "mail", "ha1", "TAKEOVER ALL", 7, order)));
        assertEquals(List.of(), messages.of(event(Kind.ASKED, "mail", "ha2", "OPERATOR", 0, one)));
        ClusterMessage answer =
                messages.of(event(Kind.CLAIM, "mail", "ha1", "", 2, one)).get(0);
        assertEquals("ip-request-resp", answer.type());
        assertEquals("mail", answer.fields().get("ipaddr"));
        assertEquals("ha2", answer.fields().get("src"));
        messages.of(event(Kind.OWNER, "mail", "ha1", "", 2, one));
        assertEquals(List.of(), messages.of(event(Kind.CLAIM, "mail", "ha1", "", 4)), "the next move is another story");
        assertEquals(
                List.of(new ClusterMessage("ip-request", "up", Map.of("src", "ha2", "ipaddr", "mail", "ttl", "3"))),
                messages.of(event(Kind.RELEASING, "mail", "ha1", "handed to ha2: OPERATOR GROUP", 0, one)));
    }

    @Test
    void shouldTellOfTheStandbyThatTheOtherNodesOperatorOrdered() {
        EventDetail offered = new EventDetail.Question(AskReason.OFFERED, AskScope.FOREIGN);
        assertEquals(
                List.of(new ClusterMessage(
                        "ask_resources", "up", Map.of("src", "ha2", "ttl", "3", "rsc_hold", "foreign", "info", "me"))),
                messages.of(event(Kind.ASKED, "web", "ha2", "OFFERED", 0, offered)));
        assertEquals(List.of(), messages.of(event(Kind.ASKED, "mail", "ha2", "OFFERED", 0, offered)), "one standby");
    }

    @Test
    void shouldAskForNoStandbyOfANodeThatShutsDown() {
        EventDetail offered = new EventDetail.Question(AskReason.OFFERED, AskScope.ALL);
        assertEquals(
                "ask_resources",
                messages.of(event(Kind.ASKED, "web", "ha2", "OFFERED", 0, offered))
                        .get(0)
                        .type());
        messages.of(event(Kind.OWNER, "web", "ha1", "", 2));
        messages.of(event(Kind.PEER_LEAVING, "", "ha2", "", 0));
        assertEquals(List.of(), messages.of(event(Kind.ASKED, "web", "ha2", "OFFERED", 0, offered)));
        assertEquals(
                "ip-request-resp",
                messages.of(event(Kind.CLAIM, "web", "ha1", "", 4)).get(0).type());
    }

    @Test
    void shouldTellOfADeadNodeAndOfADeadPingNode() {
        ClusterMessage dead = new ClusterMessage("status", "up", Map.of("src", "ha2", "st", "dead"));
        assertEquals(List.of(stonith("n_stnth"), dead), messages.of(event(Kind.PEER_DEAD, "", "ha2", "", 0)));
        assertEquals(
                List.of(new ClusterMessage("status", "up", Map.of("src", "10.0.0.1", "st", "dead", "info", "ping"))),
                messages.of(event(Kind.PING_DEAD, "", "10.0.0.1", "", 0)));
        messages.of(event(Kind.PEER_UP, "", "ha2", "", 0));
        messages.of(event(Kind.PEER_LEAVING, "", "ha2", "", 0));
        assertEquals(List.of(dead, stonith("unneeded")), messages.of(event(Kind.PEER_DEAD, "", "ha2", "", 0)));
        messages.of(event(Kind.PEER_UP, "", "ha2", "", 0));
        assertEquals(
                2, messages.of(event(Kind.PEER_DEAD, "", "ha2", "", 0)).size(), "it came back, and left in no order");
    }

    @Test
    void shouldTellAgainThatAPingNodeWasDeadWhenItReturnsAndNothingOfOneThatWasThereFromTheStart() {
        assertEquals(List.of(), messages.of(event(Kind.PING_UP, "", "10.0.0.1", "", 0)));
        assertEquals(
                "dead",
                messages.of(event(Kind.PING_UP, "", "10.0.0.1", "", 5))
                        .get(0)
                        .fields()
                        .get("st"));
    }

    @Test
    void shouldTellTheNodeWhosePingNodesChangedThatNobodyNeedGiveUp() {
        ClusterMessage abort =
                new ClusterMessage("abort_giveup", "up", Map.of("src", "ha2", "dest", "ha1", "ttl", "3"));
        CoreEvent even = event(Kind.PINGS_EVEN, "", "", "", 1);
        assertEquals(1, messages.of(even).size(), "the other node asked");
        messages.of(event(Kind.PING_DEAD, "", "10.0.0.1", "", 0));
        assertEquals(1, messages.of(event(Kind.PINGS_FEWER, "", "", "", 0)).size());
        messages.of(event(Kind.PING_UP, "", "10.0.0.1", "", 5));
        assertEquals(abort, messages.of(even).get(1));
        assertEquals(1, messages.of(even).size(), "once");
    }

    @Test
    void shouldTellWhatBecameOfAFence() {
        ClusterMessages fencing = messages(false, true);
        CoreEvent bad = event(Kind.FENCE_FAILED, "", "ha2", "", 1);
        CoreEvent fenced = event(Kind.FENCED, "", "ha2", "", 1);
        assertEquals(List.of(), fencing.of(event(Kind.PEER_DEAD, "", "ha2", "", 0)), "not before its fence");
        assertEquals(List.of(stonith("bad")), fencing.of(bad));
        assertEquals(List.of(stonith("bad")), fencing.of(bad));
        assertEquals(List.of(stonith("OK"), dead()), fencing.of(fenced));
        assertEquals(List.of(stonith("OK")), fencing.of(fenced), "dead is told once");
    }

    @Test
    void shouldNotTellOfADeathThatABeatDeniedBeforeTheFenceWasConfirmed() {
        ClusterMessages fencing = messages(false, true);
        fencing.of(event(Kind.PEER_DEAD, "", "ha2", "", 0));
        fencing.of(event(Kind.PEER_UP, "", "ha2", "", 0));
        assertEquals(List.of(stonith("OK")), fencing.of(event(Kind.FENCED, "", "ha2", "", 1)));
        assertEquals(List.of(dead()), fencing.of(event(Kind.PEER_DEAD, "", "ha2", "", 0)), "fenced before");
        fencing.of(event(Kind.PEER_UP, "", "ha2", "", 0));
        assertEquals(List.of(), fencing.of(event(Kind.PEER_DEAD, "", "ha2", "", 0)), "not since");
    }

    @Test
    void shouldTellThatANodeThatHeldNothingNeedsNoFence() {
        CoreEvent death = new CoreEvent(Kind.PEER_DEAD, "", "ha2", "", 0, EventDetail.Note.HELD_NOTHING);
        assertEquals(List.of(stonith("unneeded")), messages.of(death), "it gave them up");
        assertEquals(List.of(stonith("unneeded")), messages(false, true).of(death));
        assertEquals(List.of(stonith("n_stnth"), dead()), messages(true).of(death), "legacy");
        ClusterMessages.Setup none =
                new ClusterMessages.Setup("ha1", "ha2", Set.of("web"), false, false, true, 3000, 3);
        assertEquals(List.of(stonith("unneeded"), dead()), new ClusterMessages(none).of(death));
        messages.reconfigure(none);
        assertEquals(List.of(stonith("unneeded"), dead()), messages.of(death), "from a reload on");
    }

    @Test
    void shouldAnswerOnlyForAnOwnGroupThatStartsHere() {
        assertEquals(
                List.of(new ClusterMessage("ip-request-resp", "up", RESPONSE)),
                messages.of(event(Kind.CLAIM, "web", "ha1", "", 1)));
        assertEquals(List.of(), messages.of(event(Kind.CLAIM, "mail", "ha1", "", 1)));
        messages.of(event(
                Kind.ASKED, "web", "ha2", "OPERATOR", 0, new EventDetail.Question(AskReason.OPERATOR, AskScope.ALL)));
        assertEquals(List.of(), messages.of(event(Kind.CLAIM, "web", "ha1", "", 2)));
        messages.of(event(Kind.OWNER, "web", "ha1", "", 2));
        assertEquals(1, messages.of(event(Kind.CLAIM, "web", "ha1", "", 3)).size());
    }

    @Test
    void shouldTellOneTakeoverOnceThoughSeveralGroupsGo() {
        Map<String, String> fields = Map.of("src", "ha2", "ttl", "3", "rsc_hold", "all");
        assertEquals(
                List.of(new ClusterMessage("hb_takeover", "up", fields)),
                messages.of(event(
                        Kind.RELEASING,
                        "web",
                        "ha1",
                        "handed to ha2: OPERATOR",
                        1,
                        new EventDetail.Question(AskReason.OPERATOR, AskScope.ALL))));
        assertEquals(
                List.of(),
                messages.of(event(
                        Kind.RELEASING,
                        "mail",
                        "ha1",
                        "handed to ha2: OPERATOR",
                        1,
                        new EventDetail.Question(AskReason.OPERATOR, AskScope.ALL))));
        messages.of(event(Kind.NONE, "web", "ha1", "", 1));
        messages.of(event(Kind.NONE, "mail", "ha1", "", 1));
        assertEquals(
                1,
                messages.of(event(
                                Kind.RELEASING,
                                "web",
                                "ha1",
                                "handed to ha2: OPERATOR",
                                2,
                                new EventDetail.Question(AskReason.OPERATOR, AskScope.ALL)))
                        .size());
    }

    @Test
    void shouldTellWhatTheOperatorOfTheOtherNodeMeant() {
        assertEquals(
                "foreign",
                messages.of(event(
                                Kind.RELEASING,
                                "web",
                                "ha1",
                                "handed to ha2: OPERATOR FOREIGN",
                                1,
                                new EventDetail.Question(AskReason.OPERATOR, AskScope.FOREIGN)))
                        .get(0)
                        .fields()
                        .get("rsc_hold"));
    }

    @Test
    void shouldAskByIpRequestInLegacyOnly() {
        CoreEvent given = event(
                Kind.RELEASING,
                "mail",
                "ha1",
                "handed to ha2: FAILBACK",
                1,
                new EventDetail.Question(AskReason.FAILBACK, AskScope.ALL));
        assertEquals(List.of(), messages.of(given));
        Map<String, String> fields = Map.of("src", "ha2", "ttl", "3", "ipaddr", "mail");
        assertEquals(
                List.of(new ClusterMessage("ip-request", "up", fields)),
                messages(true).of(given));
    }

    /** What the other node gives back, with auto_failback legacy, is told as its answer. */
    @Test
    void shouldTellWhoGaveAnOwnGroupBackInLegacy() {
        CoreEvent asked = event(
                Kind.ASKED, "web", "ha2", "FAILBACK", 0, new EventDetail.Question(AskReason.FAILBACK, AskScope.ALL));
        CoreEvent claim = event(Kind.CLAIM, "web", "ha1", "", 1);
        ClusterMessages legacy = messages(true);
        legacy.of(asked);
        assertEquals("ha2", legacy.of(claim).get(0).fields().get("src"));
        messages.of(asked);
        assertEquals(List.of(), messages.of(claim));
    }

    @Test
    void shouldTellOfAStandbyAndOfPingCounts() {
        assertEquals(
                Map.of("src", "ha1", "ttl", "3", "rsc_hold", "local", "info", "me"),
                messages.of(event(
                                Kind.OPERATOR,
                                "",
                                "ha1",
                                "STANDBY LOCAL",
                                7,
                                new EventDetail.Order(Verb.STANDBY, Scope.LOCAL)))
                        .get(0)
                        .fields());
        assertEquals(
                new ClusterMessage("ping_report", "up", Map.of("src", "ha1", "ttl", "3", "num_ping", "2")),
                messages.of(event(Kind.PINGS_MORE, "", "ha1", "", 2)).get(0));
    }
}
