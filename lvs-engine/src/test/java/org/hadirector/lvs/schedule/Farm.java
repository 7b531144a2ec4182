package org.hadirector.lvs.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.model.SchedulerFlag;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.setting.Settings;

/** A service in the hands of a random administrator and random clients. */
final class Farm {
    final List<FakeServer> servers = new ArrayList<>();
    final Scheduler scheduler;
    private final Random random;
    private int numbers;

    Farm(String scheduler, Random random, SchedulerFlag... flags) {
        this.random = random;
        this.scheduler =
                Schedulers.create(scheduler, random.nextLong(), new Settings()).orElseThrow();
        this.scheduler.bind(servers, Set.of(flags));
    }

    /** A farm of servers with these weights, the first one being the newest. */
    static Farm of(String scheduler, long seed, int... weights) {
        Farm farm = new Farm(scheduler, new Random(seed));
        for (int i = weights.length - 1; i >= 0; i--) {
            farm.add(weights[i]);
        }
        return farm;
    }

    FakeServer add(int weight) {
        FakeServer server = new FakeServer(++numbers, weight);
        servers.add(0, server);
        scheduler.added();
        return server;
    }

    void remove(int index) {
        servers.remove(index).present = false;
        scheduler.removed(index);
    }

    void edit(FakeServer server, int weight) {
        server.weight(weight);
        scheduler.serversChanged();
    }

    FakeServer pick(ConnectionKey key) {
        return (FakeServer) scheduler.pick(key);
    }

    FakeServer pick() {
        return pick(key(random.nextInt(), random.nextInt(50)));
    }

    /** A connection from a client to the destination-th virtual address. */
    static ConnectionKey key(int client, int destination) {
        return new ConnectionKey()
                .protocol(6)
                .client(0, Addresses.ofIpv4(client), client >>> 16)
                .virtual(0, Addresses.ofIpv4(0x0a03_0000 + destination), 80);
    }

    int randomWeight() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> 1 + random.nextInt(5);
            case 2 -> 10 * (1 + random.nextInt(10));
            default -> 1 + random.nextInt(65_535);
        };
    }

    /** Something happens: a server comes, goes, changes, fills up, or some time passes. */
    void disturb() {
        FakeServer server = servers.isEmpty() ? add(randomWeight()) : servers.get(random.nextInt(servers.size()));
        switch (random.nextInt(7)) {
            case 0 -> add(randomWeight());
            case 1 -> remove(servers.indexOf(server));
            case 2 -> edit(server, randomWeight());
            case 3 -> server.overloaded = !server.overloaded;
            case 4 -> server.active = random.nextInt(2 * server.weight() + 2);
            case 5 -> server.inactive = random.nextInt(1000);
            default -> scheduler.passed(random.nextInt(200_000));
        }
    }

    boolean hasAvailable() {
        return servers.stream().anyMatch(Destination::isAvailable);
    }
}
