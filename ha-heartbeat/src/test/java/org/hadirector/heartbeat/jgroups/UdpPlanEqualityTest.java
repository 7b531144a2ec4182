package org.hadirector.heartbeat.jgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.util.Arrays;
import org.hadirector.heartbeat.jgroups.UdpPlan.Mode;
import org.junit.jupiter.api.Test;

/** Sockets are opened anew when a plan differs from the one in force: what it does not compare is never followed. */
class UdpPlanEqualityTest {
    @Test
    void shouldDifferInEachComponent() throws Exception {
        UdpPlan one = plan(-1);
        assertEquals(one, plan(-1));
        assertEquals(one.hashCode(), plan(-1).hashCode());
        RecordComponent[] components = UdpPlan.class.getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            assertNotEquals(one, plan(i), components[i].getName());
        }
    }

    /** @param other which component has another value, -1 for none */
    private static UdpPlan plan(int other) throws Exception {
        Object[] usual = {Mode.MCAST, "eth1", 7, address(5), address(100), 694, 1, false};
        Object[] unusual = {Mode.UCAST, "eth2", 8, address(6), address(101), 695, 2, true};
        if (other >= 0) {
            usual[other] = unusual[other];
        }
        Class<?>[] types = Arrays.stream(UdpPlan.class.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        return UdpPlan.class.getDeclaredConstructor(types).newInstance(usual);
    }

    private static InetAddress address(int last) throws Exception {
        return InetAddress.getByAddress(new byte[] {10, 77, 1, (byte) last});
    }
}
