package org.hadirector.director.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeStatusTest {
    @Test
    void shouldCallAPairHealthyOnlyWithOneMasterOneStandbyAndAllLinks() {
        assertTrue(pair(node("master", "up", "up", "up"), node("standby", "up", "up", "up"))
                .healthy());
        assertFalse(pair(node("master", "up", "up", "up"), node("master", "up", "up", "up"))
                .healthy());
        assertFalse(pair(node("standby", "up", "up", "up"), node("standby", "up", "up", "up"))
                .healthy());
        assertFalse(pair(node("master", "late", "up", "up"), node("standby", "up", "up", "up"))
                .healthy());
        assertFalse(pair(node("master", "up", "up", "down"), node("standby", "up", "up", "up"))
                .healthy());
        assertFalse(pair(node("master", "up", "up", "up"), null).healthy());
    }

    @Test
    void shouldNotTrustAnAnswerWithoutLinks() {
        NodeStatus bare = new NodeStatus(Map.of("role", "master", "peer", Map.of("state", "up")));
        assertFalse(bare.hearsPeerEverywhere());
        assertEquals("", bare.linkState("eth1"));
    }

    @Test
    void shouldFindALinkByAPartOfItsName() {
        assertEquals("down", node("master", "up", "up", "down").linkState("ttyS"));
    }

    private static NodeStatus node(String role, String peer, String broadcast, String serial) {
        return new NodeStatus(Map.of(
                "role",
                role,
                "epoch",
                4,
                "peer",
                Map.of("state", peer),
                "links",
                List.of(
                        Map.of("name", "bcast eth1", "state", broadcast),
                        Map.of("name", "serial /x/ttyS-ha1", "state", serial))));
    }

    private static LabStatus pair(NodeStatus first, NodeStatus second) {
        Map<String, Optional<NodeStatus>> directors = new LinkedHashMap<>();
        directors.put("ha1", Optional.of(first));
        directors.put("ha2", Optional.ofNullable(second));
        return new LabStatus("pair", Map.of(), directors);
    }
}
