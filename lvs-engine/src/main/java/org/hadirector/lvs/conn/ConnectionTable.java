package org.hadirector.lvs.conn;

import java.nio.LongBuffer;

/**
 * The connections: rows of eleven longs outside the heap ({@link RowMemory}), found by protocol, client address and
 * client port, so that packets of both directions find theirs, in chains that grow without a pause ({@link Buckets}).
 * 92 bytes a connection, chain and bucket included; nothing is allocated but room for every 65,536 connections, and
 * nothing is ever copied. After a flood memory goes back to the kernel, see {@link #sweep}.
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

    /** The data path has it among its flows. */
    public static final int CARRIED = 1 << 10;

    /** A table of the usual size is looked through in half a minute. */
    private static final int SWEEP_GROUPS = 16;

    /** No table is larger. */
    public static final int MOST = 1 << 25;

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

    private final RowMemory memory;
    private final RowPool pool;
    private final Buckets buckets; // of row + 1
    private final AddressMixer mixer;
    private int limit; // lowered when there is no memory for more
    private volatile int size;

    /**
     * @param limit most connections the table takes, up to {@link #MOST}; fewer if the memory ends before
     * @param seed secret of the hash, so that clients cannot aim at one bucket
     */
    public ConnectionTable(int limit, long seed) {
        if (limit <= 0 || limit > MOST) {
            throw new IllegalArgumentException("a table of " + limit + " connections");
        }
        this.limit = limit;
        mixer = new AddressMixer(seed);
        memory = new RowMemory(limit);
        pool = new RowPool(memory, limit, CHAIN);
        buckets = new Buckets(limit);
    }

    /** Live rows; any thread. */
    public int size() {
        return size;
    }

    /** One more than the largest row ever used; any thread. */
    public int rows() {
        return memory.rows();
    }

    /** The newest row of this connection (or template), or {@link #NONE}. */
    public int find(ConnectionKey key, boolean template) {
        for (int row = firstOfClient(key); row != NONE; row = nextOfClient(row, key)) {
            LongBuffer chunk = memory.chunk(row);
            int at = RowMemory.at(row);
            if (chunk.get(at + VIRTUAL_LOW) == key.virtualLow()
                    && chunk.get(at + VIRTUAL_HIGH) == key.virtualHigh()
                    && (int) (chunk.get(at + PORTS) >>> 32 & 0xffff) == key.virtualPort()
                    && (chunk.get(at + PORTS) & TEMPLATE) == (template ? TEMPLATE : 0)) {
                return row;
            }
        }
        return NONE;
    }

    /** The first row of this protocol, client address and client port. */
    public int firstOfClient(ConnectionKey key) {
        return sameClientFrom(buckets.head(buckets.of(hash(key))), key);
    }

    /** The next such row after {@code row}. */
    public int nextOfClient(int row, ConnectionKey key) {
        return sameClientFrom(memory.upper(row, CHAIN), key);
    }

    private int sameClientFrom(int head, ConnectionKey key) {
        int row = head - 1;
        while (row != NONE) {
            LongBuffer chunk = memory.chunk(row);
            int at = RowMemory.at(row);
            if (chunk.get(at + CLIENT_LOW) == key.clientLow()
                    && chunk.get(at + CLIENT_HIGH) == key.clientHigh()
                    && (int) (chunk.get(at + PORTS) >>> 48) == key.clientPort()
                    && (int) (chunk.get(at + PORTS) >>> 24 & 0xff) == key.protocol()) {
                return row;
            }
            row = (int) (chunk.get(at + CHAIN) >>> 32) - 1;
        }
        return NONE;
    }

    /** Adds a connection, in front of others between the same ends; {@link #NONE} if the table is full. */
    public int add(ConnectionKey key, int server, int flags) {
        if (size >= limit) {
            return NONE;
        }
        int row = pool.take();
        if (row == NONE) {
            limit = size;
            return NONE;
        }
        LongBuffer chunk = memory.chunk(row);
        int at = RowMemory.at(row);
        chunk.put(at + CLIENT_HIGH, key.clientHigh());
        chunk.put(at + CLIENT_LOW, key.clientLow());
        chunk.put(at + VIRTUAL_HIGH, key.virtualHigh());
        chunk.put(at + VIRTUAL_LOW, key.virtualLow());
        chunk.put(
                at + PORTS,
                (long) key.clientPort() << 48
                        | (long) key.virtualPort() << 32
                        | (long) key.protocol() << 24
                        | flags & 0xffff);
        chunk.put(at + SERVER, (long) server << 32);
        chunk.put(at + TIMES, 0);
        chunk.put(at + WHEEL, 0);
        chunk.put(at + CLIENT_HOP, 0);
        chunk.put(at + CHAIN, Integer.toUnsignedLong(NONE));
        link(row);
        size = size + 1;
        memory.begin(row);
        if (size > buckets.count()) {
            relink(buckets.grow());
        }
        return row;
    }

    /** Removes a row; its number may be given away again. */
    public void remove(int row) {
        memory.end(row);
        unlink(row);
        pool.release(row);
        size = size - 1;
        // Two at a time: as many buckets as rows go, and the rest of what was there before them.
        for (int i = 0; i < 2 && 2 * size < buckets.count() && buckets.canShrink(); i++) {
            relink(buckets.shrink());
        }
    }

    /**
     * Gives back memory that was not needed for a while; to be called four times a second. Most of a minute passes
     * before memory goes back, for a larger table more; the call takes some tens of microseconds at the most.
     */
    public void sweep() {
        pool.sweep(SWEEP_GROUPS);
    }

    private void link(int row) {
        int bucket = buckets.of(hash(row));
        upper(row, CHAIN, buckets.head(bucket));
        buckets.head(bucket, row + 1);
    }

    private void unlink(int row) {
        int bucket = buckets.of(hash(row));
        int next = memory.upper(row, CHAIN);
        int before = buckets.head(bucket) - 1;
        if (before == row) {
            buckets.head(bucket, next);
        } else {
            while (memory.upper(before, CHAIN) - 1 != row) {
                before = memory.upper(before, CHAIN) - 1;
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
        return RowMemory.isLive(memory.generation(row));
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
        return memory.upper(row, SERVER);
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
        int generation = row < memory.rows() ? memory.generation(row) : 0;
        if (!RowMemory.isLive(generation)) {
            return false;
        }
        long ports = word(row, PORTS);
        key(row, into.key);
        into.state = (int) (ports >>> 16 & 0xff);
        into.flags = (int) (ports & 0xffff);
        into.server = memory.upper(row, SERVER);
        into.clientHop = word(row, CLIENT_HOP);
        into.deadlineTick = memory.upper(row, TIMES);
        return memory.isStill(row, generation);
    }

    long word(int row, int word) {
        return memory.word(row, word);
    }

    void word(int row, int word, long value) {
        memory.word(row, word, value);
    }

    void upper(int row, int word, int value) {
        memory.upper(row, word, value);
    }

    void lower(int row, int word, int value) {
        memory.lower(row, word, value);
    }

    /** Hangs a chain up anew; of rows between the same ends the newest stays in front. */
    private void relink(int head) {
        int row = head - 1;
        int reversed = NONE;
        while (row != NONE) {
            int next = memory.upper(row, CHAIN) - 1;
            upper(row, CHAIN, reversed + 1);
            reversed = row;
            row = next;
        }
        while (reversed != NONE) {
            int next = memory.upper(reversed, CHAIN) - 1;
            link(reversed);
            reversed = next;
        }
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
