package org.hadirector.lvs.conn;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The connections: rows of ten longs in chunks, found by protocol, client address and client port, so that packets of
 * both directions find theirs. About 88 bytes a connection, chain and bucket included; nothing is allocated but a chunk
 * every 4,096 connections, and nothing is ever copied: the buckets grow by linear hashing (Litwin 1980), one bucket
 * split per insertion, which open addressing cannot do without a pause.
 *
 * <p>One thread writes. Any other may call {@link #read}; a row that changes hands meanwhile is not reported.
 */
public final class ConnectionTable {
    /** No such row. */
    public static final int NONE = -1;

    /** The row is a persistence template. */
    public static final int TEMPLATE = 1;
    /** The row counts as inactive at its server. */
    public static final int INACTIVE = 1 << 1;
    /** The server's packets are not seen (direct routing, tunnelling). */
    public static final int NO_OUTPUT = 1 << 2;
    /** Place of the three bits that hold the forwarding method. */
    public static final int METHOD_SHIFT = 3;

    /** Mask of the bits that hold the forwarding method, after shifting. */
    public static final int METHOD_MASK = 7;

    /** A helper looks into the packets. */
    public static final int HELPED = 1 << 6;
    /** The real server's port is the virtual one, whatever port the server is listed with. */
    public static final int SAME_PORT = 1 << 7;
    /** The real server's port is one below that of its entry (active FTP). */
    public static final int PORT_BELOW = 1 << 8;

    /** A template of one SIP call; its client port is made of the Call-ID, its hop says where the Call-ID is kept. */
    public static final int CALL_ID = 1 << 9;

    private static final int CHUNK_BITS = 12;
    private static final int CHUNK_ROWS = 1 << CHUNK_BITS;
    private static final int ROW_MASK = CHUNK_ROWS - 1;
    private static final int WORDS = 10;

    private static final int CLIENT_HIGH = 0;
    private static final int CLIENT_LOW = 1;
    private static final int VIRTUAL_HIGH = 2;
    private static final int VIRTUAL_LOW = 3;
    private static final int PORTS = 4; // client port 16, virtual port 16, protocol 8, state 8, flags 16
    private static final int SERVER = 5; // server 32, count 32
    static final int TIMES = 6; // deadline 32, timer slot 32
    static final int WHEEL = 7; // next 32, previous 32
    private static final int CHAIN = 8; // next in bucket 32, control 32
    private static final int CLIENT_HOP = 9; // as the forwarders like it

    private static final VarHandle GENERATION = MethodHandles.arrayElementVarHandle(int[].class);

    private final int limit;
    private final AddressMixer mixer;
    private final long[][] chunks;
    private final int[][] generations; // odd: live
    private final int[][] buckets; // row + 1, 0 for none
    private int bucketBase = CHUNK_ROWS;
    private int bucketSplit;
    private int free = NONE;
    private volatile int size;
    private volatile int rows;

    /**
     * @param limit most connections the table takes
     * @param seed secret of the hash, so that clients cannot aim at one bucket
     */
    public ConnectionTable(int limit, long seed) {
        if (limit <= 0 || limit > 1 << 28) {
            throw new IllegalArgumentException("a table of " + limit + " connections");
        }
        this.limit = limit;
        mixer = new AddressMixer(seed);
        int most = (limit + ROW_MASK) / CHUNK_ROWS;
        chunks = new long[most][];
        generations = new int[most][];
        buckets = new int[Math.max(2 * most + 1, 2)][];
        buckets[0] = new int[CHUNK_ROWS];
    }

    /** Live rows; any thread. */
    public int size() {
        return size;
    }

    /** One more than the largest row ever used; any thread. */
    public int rows() {
        return rows;
    }

    /** The row of this connection (or template), or {@link #NONE}. */
    public int find(ConnectionKey key, boolean template) {
        for (int row = firstOfClient(key); row != NONE; row = nextOfClient(row, key)) {
            long[] chunk = chunks[row >> CHUNK_BITS];
            int at = (row & ROW_MASK) * WORDS;
            if (chunk[at + VIRTUAL_LOW] == key.virtualLow()
                    && chunk[at + VIRTUAL_HIGH] == key.virtualHigh()
                    && (int) (chunk[at + PORTS] >>> 32 & 0xffff) == key.virtualPort()
                    && (chunk[at + PORTS] & TEMPLATE) == (template ? TEMPLATE : 0)) {
                return row;
            }
        }
        return NONE;
    }

    /** The first row of this protocol, client address and client port. */
    public int firstOfClient(ConnectionKey key) {
        return sameClientFrom(bucketHead(bucketOf(hash(key))), key);
    }

    /** The next such row after {@code row}. */
    public int nextOfClient(int row, ConnectionKey key) {
        return sameClientFrom((int) (word(row, CHAIN) >>> 32), key);
    }

    private int sameClientFrom(int head, ConnectionKey key) {
        int row = head - 1;
        while (row != NONE) {
            long[] chunk = chunks[row >> CHUNK_BITS];
            int at = (row & ROW_MASK) * WORDS;
            if (chunk[at + CLIENT_LOW] == key.clientLow()
                    && chunk[at + CLIENT_HIGH] == key.clientHigh()
                    && (int) (chunk[at + PORTS] >>> 48) == key.clientPort()
                    && (int) (chunk[at + PORTS] >>> 24 & 0xff) == key.protocol()) {
                return row;
            }
            row = (int) (chunk[at + CHAIN] >>> 32) - 1;
        }
        return NONE;
    }

    /** Adds a connection that is not in the table; {@link #NONE} if the table is full. */
    public int add(ConnectionKey key, int server, int flags) {
        if (size >= limit) {
            return NONE;
        }
        int row = takeRow();
        long[] chunk = chunks[row >> CHUNK_BITS];
        int at = (row & ROW_MASK) * WORDS;
        chunk[at + CLIENT_HIGH] = key.clientHigh();
        chunk[at + CLIENT_LOW] = key.clientLow();
        chunk[at + VIRTUAL_HIGH] = key.virtualHigh();
        chunk[at + VIRTUAL_LOW] = key.virtualLow();
        chunk[at + PORTS] = (long) key.clientPort() << 48
                | (long) key.virtualPort() << 32
                | (long) key.protocol() << 24
                | flags & 0xffff;
        chunk[at + SERVER] = (long) server << 32;
        chunk[at + TIMES] = 0;
        chunk[at + WHEEL] = 0;
        chunk[at + CLIENT_HOP] = 0;
        chunk[at + CHAIN] = Integer.toUnsignedLong(NONE);
        link(row);
        size = size + 1;
        turnGeneration(row);
        if (size > bucketBase + bucketSplit) {
            split();
        }
        return row;
    }

    /** Removes a row; its number may be given away again. */
    public void remove(int row) {
        turnGeneration(row);
        unlink(row);
        upper(row, CHAIN, free);
        free = row;
        size = size - 1;
    }

    private void link(int row) {
        int bucket = bucketOf(hash(row));
        upper(row, CHAIN, bucketHead(bucket));
        bucketHead(bucket, row + 1);
    }

    private void unlink(int row) {
        int bucket = bucketOf(hash(row));
        int next = (int) (word(row, CHAIN) >>> 32);
        int before = bucketHead(bucket) - 1;
        if (before == row) {
            bucketHead(bucket, next);
        } else {
            while ((int) (word(before, CHAIN) >>> 32) - 1 != row) {
                before = (int) (word(before, CHAIN) >>> 32) - 1;
            }
            upper(before, CHAIN, next);
        }
    }

    /** Changes the client's port: the connection is found by the new one only. */
    public void clientPort(int row, int port) {
        unlink(row);
        word(row, PORTS, word(row, PORTS) & ~(0xffffL << 48) | (long) port << 48);
        link(row);
    }

    /** Whether a connection is in that row; for the writing thread. */
    public boolean isLive(int row) {
        return (generations[row >> CHUNK_BITS][row & ROW_MASK] & 1) != 0;
    }

    /** Copies what identifies the connection. */
    public void key(int row, ConnectionKey into) {
        long ports = word(row, PORTS);
        into.protocol((int) (ports >>> 24 & 0xff))
                .client(word(row, CLIENT_HIGH), word(row, CLIENT_LOW), (int) (ports >>> 48))
                .virtual(word(row, VIRTUAL_HIGH), word(row, VIRTUAL_LOW), (int) (ports >>> 32 & 0xffff));
    }

    public int protocol(int row) {
        return (int) (word(row, PORTS) >>> 24 & 0xff);
    }

    public int virtualPort(int row) {
        return (int) (word(row, PORTS) >>> 32 & 0xffff);
    }

    /** Changes the virtual port: the connection is found by the new one only. */
    public void virtualPort(int row, int port) {
        word(row, PORTS, word(row, PORTS) & ~0xffff_0000_0000L | (long) port << 32);
    }

    public long virtualHigh(int row) {
        return word(row, VIRTUAL_HIGH);
    }

    public long virtualLow(int row) {
        return word(row, VIRTUAL_LOW);
    }

    public int state(int row) {
        return (int) (word(row, PORTS) >>> 16 & 0xff);
    }

    public void state(int row, int state) {
        word(row, PORTS, word(row, PORTS) & ~0xff_0000L | (long) state << 16);
    }

    public int flags(int row) {
        return (int) (word(row, PORTS) & 0xffff);
    }

    public void flags(int row, int flags) {
        word(row, PORTS, word(row, PORTS) & ~0xffffL | flags & 0xffff);
    }

    public boolean is(int row, int flag) {
        return (word(row, PORTS) & flag) != 0;
    }

    /** Number of the server that the connection is bound to. */
    public int server(int row) {
        return (int) (word(row, SERVER) >>> 32);
    }

    /** Packets of a connection; connections that a template controls. */
    public int count(int row) {
        return (int) word(row, SERVER);
    }

    public void count(int row, int count) {
        lower(row, SERVER, count);
    }

    /** The controlling template of a connection, or {@link #NONE}; of a template its timeout in ticks. */
    public int control(int row) {
        return (int) word(row, CHAIN);
    }

    public void control(int row, int control) {
        lower(row, CHAIN, control);
    }

    /** Where the client's packets came from, to send replies back that way. */
    public long clientHop(int row) {
        return word(row, CLIENT_HOP);
    }

    public void clientHop(int row, long hop) {
        word(row, CLIENT_HOP, hop);
    }

    /**
     * Copies a row, from any thread.
     *
     * @return false if there is no connection in it, or it changed hands while it was read
     */
    public boolean read(int row, ConnectionRow into) {
        int[] chunk = row < rows ? generations[row >> CHUNK_BITS] : null;
        if (chunk == null) {
            return false;
        }
        int before = (int) GENERATION.getAcquire(chunk, row & ROW_MASK);
        if ((before & 1) == 0) {
            return false;
        }
        long ports = word(row, PORTS);
        key(row, into.key);
        into.state = (int) (ports >>> 16 & 0xff);
        into.flags = (int) (ports & 0xffff);
        into.server = (int) (word(row, SERVER) >>> 32);
        into.clientHop = word(row, CLIENT_HOP);
        into.deadlineTick = (int) (word(row, TIMES) >>> 32);
        VarHandle.loadLoadFence();
        return before == (int) GENERATION.getAcquire(chunk, row & ROW_MASK);
    }

    long word(int row, int word) {
        return chunks[row >> CHUNK_BITS][(row & ROW_MASK) * WORDS + word];
    }

    void word(int row, int word, long value) {
        chunks[row >> CHUNK_BITS][(row & ROW_MASK) * WORDS + word] = value;
    }

    void upper(int row, int word, int value) {
        word(row, word, word(row, word) & 0xffff_ffffL | (long) value << 32);
    }

    void lower(int row, int word, int value) {
        word(row, word, word(row, word) & ~0xffff_ffffL | Integer.toUnsignedLong(value));
    }

    private int takeRow() {
        if (free != NONE) {
            int row = free;
            free = (int) (word(row, CHAIN) >>> 32);
            return row;
        }
        int row = rows;
        if ((row & ROW_MASK) == 0) {
            chunks[row >> CHUNK_BITS] = new long[CHUNK_ROWS * WORDS];
            generations[row >> CHUNK_BITS] = new int[CHUNK_ROWS];
        }
        rows = row + 1;
        return row;
    }

    private void turnGeneration(int row) {
        int[] chunk = generations[row >> CHUNK_BITS];
        GENERATION.setRelease(chunk, row & ROW_MASK, chunk[row & ROW_MASK] + 1);
        VarHandle.storeStoreFence();
    }

    private void split() {
        int from = bucketSplit;
        int to = bucketBase + from;
        if (buckets[to >> CHUNK_BITS] == null) {
            buckets[to >> CHUNK_BITS] = new int[CHUNK_ROWS];
        }
        bucketSplit++;
        if (bucketSplit == bucketBase) {
            bucketBase *= 2;
            bucketSplit = 0;
        }
        int row = bucketHead(from) - 1;
        bucketHead(from, 0);
        while (row != NONE) {
            int next = (int) (word(row, CHAIN) >>> 32) - 1;
            link(row);
            row = next;
        }
    }

    private int bucketOf(int hash) {
        int bucket = hash & 2 * bucketBase - 1;
        return bucket < bucketBase + bucketSplit ? bucket : hash & bucketBase - 1;
    }

    private int bucketHead(int bucket) {
        return buckets[bucket >> CHUNK_BITS][bucket & ROW_MASK];
    }

    private void bucketHead(int bucket, int head) {
        buckets[bucket >> CHUNK_BITS][bucket & ROW_MASK] = head;
    }

    private int hash(ConnectionKey key) {
        return mixer.hash(key.clientHigh(), key.clientLow(), key.clientPort() << 8 | key.protocol());
    }

    private int hash(int row) {
        long ports = word(row, PORTS);
        return mixer.hash(
                word(row, CLIENT_HIGH), word(row, CLIENT_LOW), (int) (ports >>> 48 << 8 | ports >>> 24 & 0xff));
    }
}
