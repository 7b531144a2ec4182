package org.hadirector.lvs.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.hadirector.lvs.conn.ConnectionExpiry;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.conn.ConnectionTable;
import org.hadirector.lvs.packet.Addresses;

/**
 * What a connection weighs, and how long a packet waits while the table fills and while another thread makes garbage:
 * {@code TableFootprint CONNECTIONS SECONDS}; with 0 connections what the machine and the collector do alone. Pauses of
 * the collector stand in the JVM's own log.
 */
public final class TableFootprint {
    private static final int PRESSURE_BYTES = 4096;
    private static final long DEADLINE = 90_000; // ticks: never reached

    private final ConnectionKey key = new ConnectionKey().protocol(6);
    private final int connections;
    private final ConnectionTable table;
    private final ConnectionExpiry expiry;
    private int next;
    private volatile boolean stop;

    private TableFootprint(int connections) {
        this.connections = connections;
        table = new ConnectionTable(Math.max(1, connections), 7);
        expiry = new ConnectionExpiry(table, 0);
    }

    public static void main(String[] args) throws Exception {
        new TableFootprint(Integer.parseInt(args[0])).run(Integer.parseInt(args[1]));
    }

    private void run(int seconds) throws Exception {
        System.gc();
        long before = residentBytes();
        long heapBefore = usedHeap();
        Thread pressure = new Thread(this::makeGarbage, "garbage");
        pressure.setDaemon(true);
        pressure.start();
        fill();
        serve(seconds);
        stop = true;
        pressure.join();
        System.gc();
        double bytes = residentBytes() - before + usedHeap() - heapBefore;
        if (table.size() > 0) {
            System.out.printf("  %.1f bytes each, by all that the process grew by%n", bytes / table.size());
        }
    }

    /** The table grows by this thread alone: what one connection costs it does not depend on who else is running. */
    private void fill() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long worst = 0;
        long worstBusy = 0;
        for (int i = 0; i < connections; i++) {
            long begun = System.nanoTime();
            long busy = threads.getCurrentThreadCpuTime();
            open();
            worstBusy = Math.max(worstBusy, threads.getCurrentThreadCpuTime() - busy);
            worst = Math.max(worst, System.nanoTime() - begun);
        }
        System.out.printf(
                "%,d connections%n  while the table fills, longest wait of one: %.2f ms, of the processor %.2f ms%n",
                table.size(), worst / 1e6, worstBusy / 1e6);
    }

    private void open() {
        expiry.arm(table.add(key(next++), 1, 0), DEADLINE);
    }

    private ConnectionKey key(int number) {
        return key.client(0, Addresses.ofIpv4(0x0a00_0000 + number / 50_000), 1024 + number % 50_000)
                .virtual(0, Addresses.ofIpv4(0x0a01_0001), 80);
    }

    /** Packets of random connections; every hundredth ends the oldest one and opens another. */
    private void serve(int seconds) {
        SplittableRandom random = new SplittableRandom(1);
        long begun = System.nanoTime();
        long end = begun + seconds * 1_000_000_000L;
        long packets = 0;
        long worst = 0;
        long late = 0;
        while (begun < end) {
            int number = next - 1 - random.nextInt(Math.max(1, connections));
            int row = table.find(key(number), false);
            if (row != ConnectionTable.NONE && packets++ % 100 == 0) {
                int oldest = table.find(key(next - connections), false);
                expiry.disarm(oldest);
                table.remove(oldest);
                open();
            } else if (row != ConnectionTable.NONE) {
                expiry.touch(row, DEADLINE);
            }
            long now = System.nanoTime();
            worst = Math.max(worst, now - begun);
            late += now - begun > 1_000_000 ? 1 : 0;
            begun = now;
        }
        System.out.printf(
                "  %,d packets beside a thread that makes garbage: longest wait %.2f ms, %,d beyond 1 ms%n",
                packets, worst / 1e6, late);
    }

    /** Some 100 MB a second, a few percent of which lives for a while. */
    private void makeGarbage() {
        byte[][] living = new byte[256][];
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; !stop; i++) {
            byte[] made = new byte[random.nextInt(2 * PRESSURE_BYTES)];
            if (i % 32 == 0) {
                living[random.nextInt(living.length)] = made;
            }
            if (i % 25 == 0) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private static long usedHeap() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/smaps_rollup")).stream()
                .filter(line -> line.startsWith("Rss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .sum();
    }
}
