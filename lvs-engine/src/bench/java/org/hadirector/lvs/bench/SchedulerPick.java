package org.hadirector.lvs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.schedule.Destination;
import org.hadirector.lvs.schedule.Scheduler;
import org.hadirector.lvs.schedule.Schedulers;
import org.hadirector.lvs.setting.Settings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One choice of every scheduler, for ever new clients of a thousand virtual addresses. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SchedulerPick {
    @Param({"rr", "wrr", "lc", "wlc", "lblc", "lblcr", "sed", "nq", "fo", "ovf", "sh", "dh", "mh", "twos"})
    String scheduler;

    @Param({"2", "10", "1000"})
    int servers;

    private final ConnectionKey key = new ConnectionKey().protocol(6);
    private Scheduler chosen;
    private int client;

    /** Weights 1 to 5, up to a hundred connections; the load of nobody changes. */
    @Setup
    public void fill() {
        Random random = new Random(1);
        List<BenchServer> all = new ArrayList<>();
        for (int i = 0; i < servers; i++) {
            all.add(new BenchServer(i, 100 * (1 + random.nextInt(5)), 1 + random.nextInt(50), random.nextInt(50)));
        }
        chosen = Schedulers.create(scheduler, 1, new Settings()).orElseThrow();
        chosen.bind(all, Set.of());
    }

    @Benchmark
    public Destination pick() {
        client++;
        key.client(0, Addresses.ofIpv4(client * 0x9e37_79b9), client & 0xffff);
        key.virtual(0, Addresses.ofIpv4(0x0a03_0000 + client % 1000), 80);
        return chosen.pick(key);
    }
}
