package org.hadirector.lvs.path.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.hadirector.linux.bpf.ElfObject;
import org.hadirector.linux.bpf.MapDefinition;
import org.junit.jupiter.api.Test;

/** What clang made of gate.c, as the loader reads it. */
class GateObjectTest {
    private static final Set<String> GATE = Set.of(
            GateProgram.VIPS, GateProgram.SERVERS, GateProgram.SERVICES, GateProgram.COUNTERS, GateProgram.CARRIER);

    private static final Set<String> CARRIER =
            Set.of(GateProgram.COUNTERS, GateProgram.FLOWS, GateProgram.FLOW_COUNTS, GateProgram.TRUST);

    @Test
    void shouldReadTheMapsThatTheProgramDeclares() throws Exception {
        ElfObject object = ElfObject.parse(bytes());
        Set<String> all = new HashSet<>(GATE);
        all.addAll(CARRIER);
        assertEquals(all, object.maps().keySet());
        MapDefinition vips = object.maps().get(GateProgram.VIPS);
        assertEquals(GateKeys.ADDRESS_SIZE, vips.keySize());
        assertEquals(24, vips.valueSize());
        assertEquals(0, vips.flags(), "leases need room that is taken beforehand");
        assertEquals(20, object.maps().get(GateProgram.SERVICES).keySize());
        assertEquals(1, object.maps().get(GateProgram.SERVICES).flags(), "BPF_F_NO_PREALLOC");
    }

    @Test
    void shouldPutTheDescriptorIntoEveryMapReference() throws Exception {
        List<String> asked = new ArrayList<>();
        byte[] code = ElfObject.parse(bytes()).link("tc", name -> {
            asked.add(name);
            return 1000 + name.length();
        });
        assertEquals(GATE, Set.copyOf(asked));
        ByteBuffer instructions = ByteBuffer.wrap(code).order(ByteOrder.nativeOrder());
        List<Integer> found = new ArrayList<>();
        for (int at = 0; at < code.length; at += 8) {
            boolean isMap = (code[at + 1] >>> 4 & 0xf) == 1; // BPF_PSEUDO_MAP_FD
            if (code[at] == 0x18 && isMap) {
                found.add(instructions.getInt(at + 4));
                at += 8;
            }
        }
        assertEquals(asked.stream().map(name -> 1000 + name.length()).toList(), found);
    }

    /** It is reached by the array only, which the kernel empties when the engine's process ends. */
    @Test
    void shouldKeepWhatIsCarriedOutOfTheGate() throws Exception {
        Set<String> asked = new HashSet<>();
        ElfObject.parse(bytes()).link("carry", name -> asked.add(name) ? 1000 : 1000);
        assertEquals(CARRIER, asked);
    }

    @Test
    void shouldHaveTheProgramForTheWayBack() throws Exception {
        byte[] code = ElfObject.parse(bytes()).link("back", name -> {
            throw new IllegalArgumentException("it uses no map");
        });
        assertTrue(code.length > 0);
    }

    @Test
    void shouldCountTheProcessorsThatAreValuesOfAPerCpuMap() {
        assertEquals(4, GateCounters.processors("0-3"));
        assertEquals(1, GateCounters.processors("0"));
        assertEquals(6, GateCounters.processors("0,2-5"));
    }

    @Test
    void shouldRefuseWhatIsNoObjectOrCutShort() throws Exception {
        byte[] whole = bytes();
        for (int length = 0; length < whole.length - 64; length += 7) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(IllegalArgumentException.class, () -> ElfObject.parse(cut));
        }
    }

    @Test
    void shouldNeverLeaveADamagedObject() throws Exception {
        byte[] whole = bytes();
        Random random = new Random(1);
        int refused = 0;
        for (int round = 0; round < 3000; round++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                ElfObject object = ElfObject.parse(damaged);
                object.maps();
                object.link("tc", name -> 3);
            } catch (IllegalArgumentException e) {
                refused++;
            }
        }
        assertTrue(refused > 0);
    }

    private static byte[] bytes() throws IOException {
        try (InputStream in = GateProgram.class.getResourceAsStream("gate.o")) {
            return in.readAllBytes();
        }
    }
}
