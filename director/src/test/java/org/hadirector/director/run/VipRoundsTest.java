package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hadirector.takeover.Vip;
import org.junit.jupiter.api.Test;

class VipRoundsTest {
    @Test
    void shouldAskForAllOfFew() throws Exception {
        VipRounds rounds = new VipRounds(vips(VipRounds.ASKED));

        assertEquals(vips(VipRounds.ASKED), rounds.next());
        assertEquals(vips(VipRounds.ASKED), rounds.next());
    }

    @Test
    void shouldAskForTheFirstAlwaysAndForTheOthersInTurn() throws Exception {
        List<Vip> all = vips(256);
        VipRounds rounds = new VipRounds(all);
        Set<Vip> asked = new HashSet<>();
        for (int round = 0; round < 17; round++) {
            List<Vip> now = rounds.next();
            assertEquals(VipRounds.ASKED, new HashSet<>(now).size());
            assertTrue(now.contains(all.get(0)));
            asked.addAll(now);
        }
        assertEquals(new HashSet<>(all), asked);
    }

    private static List<Vip> vips(int count) throws Exception {
        List<Vip> vips = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            InetAddress address = InetAddress.getByAddress(new byte[] {10, 9, 1, (byte) n});
            vips.add(new Vip(address, 32, null, "eth0", "eth0:" + n));
        }
        return vips;
    }
}
