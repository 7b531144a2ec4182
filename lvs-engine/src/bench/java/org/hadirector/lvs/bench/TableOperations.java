package org.hadirector.lvs.bench;

import java.util.concurrent.TimeUnit;
import org.hadirector.lvs.conn.ConnectionExpiry;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.conn.ConnectionTable;
import org.hadirector.lvs.packet.Addresses;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The connection table with so many connections: what each packet and each new connection cost there. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TableOperations {
    private static final long TICKS = 90_000;

    @Param({"1000", "100000", "1000000"})
    int connections;

    private final ConnectionKey key = new ConnectionKey().protocol(6);
    private ConnectionTable table;
    private ConnectionExpiry expiry;
    private int oldest;
    private int random = 1;

    /** Fills the table. */
    @Setup
    public void fill() {
        table = new ConnectionTable(connections + 1, 7);
        expiry = new ConnectionExpiry(table, 0);
        for (int i = 0; i < connections; i++) {
            expiry.arm(table.add(key(i), 1, 0), TICKS);
        }
    }

    private ConnectionKey key(int number) {
        return key.client(0, Addresses.ofIpv4(0x0a00_0000 + number / 50_000), 1024 + number % 50_000)
                .virtual(0, Addresses.ofIpv4(0x0a01_0001), 80);
    }

    private int anyone() {
        random = random * 1_664_525 + 1_013_904_223;
        return oldest + (int) ((random & 0xffff_ffffL) * connections >>> 32);
    }

    /** A packet of a connection: found, its timer set anew. */
    @Benchmark
    public int lookup() {
        int row = table.find(key(anyone()), false);
        expiry.touch(row, TICKS + 1);
        return row;
    }

    /** A packet of no connection. */
    @Benchmark
    public int miss() {
        return table.find(key(anyone() + (1 << 30)), false);
    }

    /** One connection begins, the oldest one ends; timers included. */
    @Benchmark
    public int insertAndRemove() {
        int row = table.add(key(oldest + connections), 1, 0);
        expiry.arm(row, TICKS);
        int gone = table.find(key(oldest++), false);
        expiry.disarm(gone);
        table.remove(gone);
        return row;
    }
}
