package org.hadirector.lvs.engine;

import java.nio.charset.StandardCharsets;
import org.hadirector.lvs.packet.PacketView;

/**
 * The Call-IDs of templates of persistence engine {@code sip}: slots of 256 bytes, length first, in chunks that are
 * allocated as they are needed. The packet thread writes; {@link #text} may be called by any thread, which must look
 * again whether the template is still there.
 */
final class CallIds {
    /** No slot. */
    static final int NONE = -1;

    /** The one persistence engine that there is. */
    static final String ENGINE = "sip";

    private static final int SLOT_BYTES = 1 + CallIdParser.MAX_LENGTH;
    private static final int CHUNK_BITS = 8;
    private static final int CHUNK_SLOTS = 1 << CHUNK_BITS;
    private static final int FNV_OFFSET = 0x811c_9dc5;
    private static final int FNV_PRIME = 0x0100_0193;

    private final byte[][] chunks;
    private final int[][] nextFree;
    private int free = NONE;
    private int used;

    /** @param most Call-IDs that are kept at a time */
    CallIds(int most) {
        int count = Math.max(1, most / CHUNK_SLOTS);
        chunks = new byte[count][];
        nextFree = new int[count][];
    }

    /** Whether a service may name this engine; no name is no engine. */
    static boolean isEngine(String name) {
        return name.isEmpty() || name.equals(ENGINE);
    }

    /** 1 to 65535, for the connection table's hash (FNV-1a, folded). */
    static int port(PacketView message, CallIdParser callId) {
        int hash = FNV_OFFSET;
        for (int i = 0; i < callId.length(); i++) {
            hash = (hash ^ message.frame().u8(callId.offset() + i)) * FNV_PRIME;
        }
        int folded = (hash >>> 16 ^ hash) & 0xffff;
        return folded == 0 ? 1 : folded;
    }

    /** Keeps a Call-ID; its slot, or {@link #NONE} if all are taken. */
    int put(PacketView message, CallIdParser callId) {
        int slot = take();
        if (slot != NONE) {
            byte[] chunk = chunks[slot >> CHUNK_BITS];
            int at = at(slot);
            chunk[at] = (byte) callId.length();
            for (int i = 0; i < callId.length(); i++) {
                chunk[at + 1 + i] = (byte) message.frame().u8(callId.offset() + i);
            }
        }
        return slot;
    }

    private int take() {
        if (free != NONE) {
            int slot = free;
            free = nextFree[slot >> CHUNK_BITS][slot & CHUNK_SLOTS - 1];
            return slot;
        }
        int chunk = used >> CHUNK_BITS;
        if (chunk == chunks.length) {
            return NONE;
        }
        if (chunks[chunk] == null) {
            nextFree[chunk] = new int[CHUNK_SLOTS];
            chunks[chunk] = new byte[CHUNK_SLOTS * SLOT_BYTES];
        }
        return used++;
    }

    void free(int slot) {
        nextFree[slot >> CHUNK_BITS][slot & CHUNK_SLOTS - 1] = free;
        free = slot;
    }

    boolean equals(int slot, PacketView message, CallIdParser callId) {
        byte[] chunk = chunks[slot >> CHUNK_BITS];
        int at = at(slot);
        boolean same = (chunk[at] & 0xff) == callId.length();
        for (int i = 0; same && i < callId.length(); i++) {
            same = (chunk[at + 1 + i] & 0xff) == message.frame().u8(callId.offset() + i);
        }
        return same;
    }

    /** The Call-ID in a slot, as text; any thread. */
    String text(int slot) {
        byte[] chunk = slot < 0 || slot >> CHUNK_BITS >= chunks.length ? null : chunks[slot >> CHUNK_BITS];
        return chunk == null
                ? ""
                : new String(chunk, at(slot) + 1, chunk[at(slot)] & 0xff, StandardCharsets.ISO_8859_1);
    }

    private static int at(int slot) {
        return (slot & CHUNK_SLOTS - 1) * SLOT_BYTES;
    }
}
