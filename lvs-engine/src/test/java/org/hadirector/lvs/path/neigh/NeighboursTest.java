package org.hadirector.lvs.path.neigh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.hadirector.linux.Errno;
import org.hadirector.linux.LinuxException;
import org.junit.jupiter.api.Test;

/** More neighbours than the kernel's table holds, and what else it refuses. */
class NeighboursTest {
    private static final int MANY = 10;
    private static final int ROOM = 3;

    private final List<Neighbour> used = new ArrayList<>();
    private final List<LinuxException> refusals = new ArrayList<>();
    private int asked;
    private int refused = Errno.ENOBUFS;
    private int room = ROOM;
    private long nowNs;

    private final Neighbours neighbours = new Neighbours(
            new Neighbours.Kernel() {
                @Override
                public Neighbour.State ask(Neighbour neighbour) {
                    asked++;
                    return Neighbour.State.UNKNOWN;
                }

                @Override
                public void use(Neighbour neighbour) throws LinuxException {
                    if (room == 0) {
                        throw new LinuxException("ip neigh add", refused);
                    }
                    room--;
                    used.add(neighbour);
                }
            },
            refusals::add);

    private static Neighbour neighbour(int number) throws Exception {
        return new Neighbour(2, InetAddress.getByAddress(new byte[] {10, 78, 0, (byte) number}));
    }

    private void wantMany() throws Exception {
        neighbours.use(nowNs);
        for (int i = 0; i < MANY; i++) {
            assertFalse(neighbours.state(neighbour(i)).isKnown());
        }
    }

    private void tick() throws LinuxException {
        room = ROOM;
        neighbours.use(nowNs += Neighbours.RETRY_NS);
    }

    @Test
    void shouldAskAFullTableOnceAndAgainAtTheNextRetry() throws Exception {
        wantMany();
        assertEquals(MANY, asked);
        assertEquals(ROOM, used.size());
        assertEquals(1, refusals.size(), "asked on, though the table is full");
        neighbours.use(nowNs + 1);
        assertEquals(1, refusals.size());
        tick();
        assertEquals(2 * ROOM, used.size());
        assertEquals(2, refusals.size());
    }

    @Test
    void shouldComeToEachWhenTheTableIsAlwaysFull() throws Exception {
        wantMany();
        used.clear();
        for (int i = 0; i * ROOM < MANY; i++) {
            tick();
        }
        assertEquals(MANY, new HashSet<>(used).size(), "some were never looked for");
    }

    @Test
    void shouldTellOnlyWhatIsNotOfTheMoment() throws Exception {
        room = 0;
        refused = Errno.ENETDOWN;
        wantMany();
        assertEquals(MANY, refusals.size());
        refused = Errno.EPERM;
        assertThrows(LinuxException.class, () -> neighbours.state(neighbour(MANY)));
        assertTrue(used.isEmpty());
    }
}
