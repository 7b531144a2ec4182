package org.hadirector.lvs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.path.memory.MemoryPacketPath;
import org.junit.jupiter.api.Test;

/** What is taken up for connections of services that are gone, among many that are not. */
class DiversionsTest {
    private static final int MANY = 100;

    private final RefusingPath path = new RefusingPath(new MemoryPacketPath(System::nanoTime));
    private final Diversions diversions = new Diversions(path.path());
    private final List<ServiceKey> asked = new ArrayList<>();

    private static ServiceKey service(int number) {
        return EngineLab.tcp("10.1.0." + number, 80);
    }

    private void keepOnly(Set<ServiceKey> connected) throws IOException {
        diversions.keepOnly(service -> {
            asked.add(service);
            return connected.contains(service);
        });
    }

    @Test
    void shouldAskForServicesThatAreGoneOnly() throws IOException {
        for (int i = 1; i <= MANY; i++) {
            diversions.add(service(i), Diversions.Cause.SERVICE);
        }
        keepOnly(Set.of());
        assertEquals(List.of(), asked);
        diversions.leave(service(7), true);
        diversions.leave(service(8), false);
        keepOnly(Set.of(service(7)));
        assertEquals(List.of(service(7)), asked);
        assertEquals(MANY - 1, path.taken().size());
        keepOnly(Set.of());
        assertEquals(MANY - 2, path.taken().size());
        asked.clear();
        keepOnly(Set.of());
        assertEquals(List.of(), asked);
    }
}
