package org.hadirector.lvs.conn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.hadirector.lvs.packet.Addresses;
import org.junit.jupiter.api.Test;

class ConnectionTableTest {
    private static ConnectionKey key(int client) {
        return new ConnectionKey()
                .protocol(6)
                .client(0, Addresses.ofIpv4(0x0a040000 + client / 1000), client % 1000)
                .virtual(0, Addresses.ofIpv4(0x0a010001), 80);
    }

    @Property(tries = 30)
    void shouldAgreeWithAMapThroughGrowthAndRemoval(@ForAll @LongRange(min = 0) long seed) {
        Random random = new Random(seed);
        ConnectionTable table = new ConnectionTable(20_000, seed);
        Map<Integer, Integer> model = new HashMap<>();
        for (int step = 0; step < 60_000; step++) {
            // floods and ebbs: buckets and groups of rows come and go
            int removals = step / 15_000 % 2 == 0 ? 1 : 9;
            if (step % 1_000 == 0) {
                table.sweep();
            }
            int client = random.nextInt(12_000);
            int row = table.find(key(client), false);
            assertEquals(model.getOrDefault(client, ConnectionTable.NONE), row);
            if (row == ConnectionTable.NONE && random.nextInt(10) >= removals) {
                model.put(client, table.add(key(client), client, 0));
            } else if (row == ConnectionTable.NONE) {
                continue;
            } else if (random.nextInt(10) < removals) {
                table.remove(row);
                model.remove(client);
            } else {
                assertEquals(client, table.server(row));
            }
        }
        assertEquals(model.size(), table.size());
        model.forEach((client, row) -> assertEquals(row, table.find(key(client), false)));
    }

    /** Real servers that speak first may open several connections between the same ends. */
    @Test
    void shouldFindTheNewestOfThoseBetweenTheSameEnds() {
        ConnectionTable table = new ConnectionTable(100_000, 1);
        int older = table.add(key(7), 1, 0);
        int newer = table.add(key(7), 2, 0);
        Map<Integer, Integer> others = new HashMap<>();
        for (int client = 1_000; client < 30_000; client++) {
            others.put(client, table.add(key(client), 0, 0));
            assertEquals(newer, table.find(key(7), false), "while the table grows, at " + client);
        }
        others.forEach((client, row) -> {
            table.remove(row);
            assertEquals(newer, table.find(key(7), false), "while it shrinks");
        });
        assertEquals(older, table.nextOfClient(newer, key(7)));
        table.remove(newer);
        assertEquals(older, table.find(key(7), false));
    }

    @Test
    void shouldRefuseTheOneTooMany() {
        ConnectionTable table = new ConnectionTable(2, 1);
        table.add(key(1), 0, 0);
        int row = table.add(key(2), 0, 0);
        assertEquals(ConnectionTable.NONE, table.add(key(3), 0, 0));
        table.remove(row);
        assertNotEquals(ConnectionTable.NONE, table.add(key(3), 0, 0));
    }

    @Test
    void shouldKeepTemplatesApartFromConnections() {
        ConnectionTable table = new ConnectionTable(10, 1);
        int template = table.add(key(0), 5, ConnectionTable.TEMPLATE);
        assertEquals(ConnectionTable.NONE, table.find(key(0), false));
        assertEquals(template, table.find(key(0), true));
    }

    @Test
    void shouldHoldEveryFieldByItself() {
        ConnectionTable table = new ConnectionTable(10, 1);
        int row = table.add(key(7), 0x7fff_fffe, 0xffff & ~ConnectionTable.TEMPLATE);
        table.state(row, 255);
        table.count(row, -2);
        table.control(row, 123);
        table.flags(row, ConnectionTable.INACTIVE);
        assertEquals(255, table.state(row));
        assertEquals(-2, table.count(row));
        assertEquals(123, table.control(row));
        assertEquals(0x7fff_fffe, table.server(row));
        assertEquals(80, table.virtualPort(row));
        assertEquals(6, table.protocol(row));
        assertTrue(table.is(row, ConnectionTable.INACTIVE));
        assertEquals(row, table.find(key(7), false));
    }

    @Test
    void shouldNeverShowAReaderAMixedRow() throws InterruptedException {
        ConnectionTable table = new ConnectionTable(64, 1);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong mixed = new AtomicLong();
        AtomicLong reads = new AtomicLong();
        Thread reader = new Thread(() -> {
            ConnectionRow copy = new ConnectionRow();
            while (!stop.get()) {
                for (int row = 0; row < table.rows(); row++) {
                    if (table.read(row, copy)) {
                        reads.incrementAndGet();
                        mixed.addAndGet(copy.key().clientPort() == copy.server() ? 0 : 1);
                    }
                }
            }
        });
        reader.start();
        // One row changes hands all the time; a reader without the generation check meets a mixture within this many.
        for (int i = 0; i < 20_000_000 && mixed.get() == 0 || reads.get() < 1000; i++) {
            table.remove(table.add(key(i % 1000), i % 1000, 0));
            if (i % 1_024 == 0) {
                table.sweep(); // each second one takes the memory away
            }
        }
        stop.set(true);
        reader.join();
        assertEquals(0, mixed.get());
    }

    @Test
    void shouldTakeAtMost93BytesAConnectionAndNextToNothingOfTheHeap() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int count = 50 * 4096;
        long outsideBefore = tableBytes();
        ConnectionTable table = new ConnectionTable(1 << 20, 1);
        ConnectionKey key = new ConnectionKey().protocol(6);
        long heapBefore = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        for (int i = 0; i < count; i++) {
            table.add(key.client(0, i, 1), 0, 0);
        }
        long heap = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - heapBefore;
        long outside = tableBytes() - outsideBefore;
        assertTrue(outside > 91L * count, outside / (double) count + " bytes a connection");
        assertTrue(outside <= 93L * count, outside / (double) count + " bytes a connection");
        assertTrue(heap <= count / 20L, "bytes of heap: " + heap);
        assertEquals(count, table.size());
    }

    /** What is resident of the tables of this process: nothing else asks for no huge pages (VmFlags nh). */
    private static long tableBytes() throws IOException {
        long sum = 0;
        long resident = 0;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.startsWith("Rss:")) {
                resident = Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            } else if (line.startsWith("VmFlags:") && line.contains(" nh")) {
                sum += resident;
            }
        }
        return sum;
    }

    @Test
    void shouldGiveMemoryBackAfterAFlood() throws IOException {
        int flood = 100 * 4096;
        ConnectionTable table = new ConnectionTable(1 << 20, 1);
        ConnectionKey key = new ConnectionKey().protocol(6);
        int[] rows = new int[flood];
        for (int i = 0; i < flood; i++) {
            rows[i] = table.add(key.client(0, i, 1), i, 0);
        }
        for (int i = 0; i < flood; i++) {
            // one in 16,384 lives on
            if (i % 16_384 != 0) {
                table.remove(rows[i]);
            }
        }
        long before = residentBytes();
        for (int i = 0; i < 2 * 128; i++) {
            table.sweep();
        }
        long back = before - residentBytes();
        assertTrue(back > 0.8 * flood * 88, back / (double) flood + " bytes a connection went back");
        for (int i = 0; i < flood; i += 16_384) {
            assertEquals(rows[i], table.find(key.client(0, i, 1), false));
            assertEquals(i, table.server(rows[i]));
        }
        int again = table.add(key.client(0, -1, 1), 7, 0);
        assertTrue(again < 512, "low rows first: " + again);
    }

    private static long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/smaps_rollup")).stream()
                .filter(line -> line.startsWith("Rss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .sum();
    }

    @Test
    void shouldNotReadAnEmptyRow() {
        ConnectionTable table = new ConnectionTable(10, 1);
        assertFalse(table.read(0, new ConnectionRow()));
        int row = table.add(key(1), 3, 0);
        assertTrue(table.read(row, new ConnectionRow()));
        table.remove(row);
        assertFalse(table.read(row, new ConnectionRow()));
    }
}
