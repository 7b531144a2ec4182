package org.hadirector.heartbeat.decide;

import static org.hadirector.heartbeat.link.GroupStatus.OwnerState.CLAIMING;
import static org.hadirector.heartbeat.link.GroupStatus.OwnerState.NONE;
import static org.hadirector.heartbeat.link.GroupStatus.OwnerState.OWNER;
import static org.hadirector.heartbeat.link.GroupStatus.OwnerState.RELEASING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.junit.jupiter.api.Test;

class RoleTransitionTest {
    /** The diagram, written down a second time on purpose. */
    private static final Map<OwnerState, Set<OwnerState>> DIAGRAM = Map.of(
            NONE, Set.of(CLAIMING, RELEASING),
            CLAIMING, Set.of(OWNER, RELEASING, NONE),
            OWNER, Set.of(RELEASING),
            RELEASING, Set.of(NONE));

    private static final Map<OwnerState, List<OwnerState>> WAY_TO = Map.of(
            NONE, List.of(),
            CLAIMING, List.of(CLAIMING),
            OWNER, List.of(CLAIMING, OWNER),
            RELEASING, List.of(CLAIMING, RELEASING));

    @Test
    void shouldAllowExactlyTheArrowsOfTheDiagram() {
        for (OwnerState from : OwnerState.values()) {
            for (OwnerState to : OwnerState.values()) {
                RoleTransition role = new RoleTransition("vip", 0);
                WAY_TO.get(from).forEach(step -> role.become(step, 1, "on the way"));
                if (DIAGRAM.get(from).contains(to)) {
                    role.become(to, 7, "tried");
                    assertEquals(to, role.state());
                    assertEquals(7, role.sinceNs());
                    assertEquals("tried", role.reason());
                } else {
                    IllegalTransition error = assertThrows(IllegalTransition.class, () -> role.become(to, 7, "tried"));
                    assertEquals(from, error.from());
                    assertEquals(to, error.to());
                    assertTrue(error.getMessage().contains("tried"));
                    assertEquals(from, role.state(), "an illegal transition changes nothing");
                }
            }
        }
    }

    @Test
    void shouldCountChanges() {
        RoleTransition role = new RoleTransition("vip", 0);
        role.become(CLAIMING, 1, "granted");
        role.become(OWNER, 2, "granted");
        assertEquals(2, role.changes());
    }
}
