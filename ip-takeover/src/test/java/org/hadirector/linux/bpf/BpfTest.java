package org.hadirector.linux.bpf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.Test;

@RequiresRoot
class BpfTest {
    private static final MapDefinition HASH = new MapDefinition("test_hash", 1, 4, 8, 16, 0);

    @Test
    void shouldKeepWhatIsPutIntoAMapUntilItIsRemoved() throws Exception {
        try (BpfMap map = BpfMap.create(HASH);
                Memory key = new Memory(4);
                Memory value = new Memory(8)) {
            key.setInt(0, 7);
            value.setLong(0, 70);
            map.put(key, value);
            value.setLong(0, 71);
            map.update(key, value).run();
            value.setLong(0, 0);
            assertTrue(map.get(key, value));
            assertEquals(71, value.getLong(0));
            assertEquals(1, map.keys().size());
            assertArrayEquals(key.getByteArray(0, 4), map.keys().get(0));
            assertTrue(map.remove(key));
            assertFalse(map.remove(key));
            assertFalse(map.get(key, value));
            assertTrue(map.keys().isEmpty());
        }
    }

    @Test
    void shouldRefuseTooSmallMemoryBeforeTheKernelReadsBeyondIt() throws Exception {
        try (BpfMap map = BpfMap.create(HASH);
                Memory small = new Memory(2);
                Memory value = new Memory(8)) {
            assertThrows(IllegalArgumentException.class, () -> map.put(small, value));
        }
    }

    @Test
    void shouldFindTheMapsOfALoadedProgramAgainByItsId() throws Exception {
        try (BpfMap map = BpfMap.create(HASH);
                BpfProgram program = BpfProgram.load(BpfProgram.TYPE_TC, "test", readingMap(map.fd()));
                BpfProgram again = BpfProgram.byId(program.id())) {
            assertEquals(1, again.mapIds().size());
            try (BpfMap found = BpfMap.byId(again.mapIds().get(0))) {
                assertEquals("test_hash", found.name());
                assertEquals(4, found.keySize());
                assertEquals(8, found.valueSize());
                assertEquals(1, found.type());
            }
        }
    }

    @Test
    void shouldTellTheVerifiersWordsWhenAProgramIsRefused() {
        byte[] exitWithoutResult = instructions(instruction(0x95, 0, 0));
        IOException refused =
                assertThrows(IOException.class, () -> BpfProgram.load(BpfProgram.TYPE_TC, "test", exitWithoutResult));
        assertTrue(refused.getMessage().contains("R0 !read_ok"), refused.getMessage());
    }

    @Test
    void shouldKnowTheSystemCallsNumberPerArchitecture() {
        assertEquals(321, Bpf.numberOf("amd64"));
        assertEquals(280, Bpf.numberOf("aarch64"));
        assertThrows(UnsupportedOperationException.class, () -> Bpf.numberOf("z80"));
    }

    /** r1 = map; r0 = 0; exit. */
    private static byte[] readingMap(int fd) {
        return instructions(
                instruction(0x18, 0x11, fd), instruction(0, 0, 0), instruction(0xb7, 0, 0), instruction(0x95, 0, 0));
    }

    private static byte[] instructions(byte[]... all) {
        ByteBuffer code = ByteBuffer.allocate(all.length * 8);
        for (byte[] one : all) {
            code.put(one);
        }
        return code.array();
    }

    /** {@code registers} as on a little-endian machine: source high, destination low. */
    private static byte[] instruction(int operation, int registers, int constant) {
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        int packed = little ? registers : (registers & 0x0f) << 4 | registers >>> 4;
        return ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .put((byte) operation)
                .put((byte) packed)
                .putShort((short) 0)
                .putInt(constant)
                .array();
    }
}
