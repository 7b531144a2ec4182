package org.hadirector.director.lab;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.director.drill.KeptClient;
import org.hadirector.director.drill.KeptClients;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.lvs.path.gate.GateReader;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Connections that the gate carries by itself, through everything that ends an ownership, moves a server or takes it
 * away: the gate carries what the lease and the table allow, no packet more. Counters are read from the kernel, so that
 * a daemon that is stopped or dead is judged as well; and one client never hears that the address has moved.
 */
@RequiresRoot
@Tag("lab")
class LabCarriedTest extends LabTest {
    private static final LabTiming TIMING = LabTiming.fast()
            .withKeepalive("200ms")
            .withDeadtime("1500ms")
            .withInitdead("1500ms")
            .withAutoFailback("off");

    private static final int OWN_PORT = 45_000;
    private static final String SERVICE = LabPlan.VIP + ":" + LabEcho.PORT;
    private static final String REPLACED = "02:00:00:00:25:02";
    private static final Duration PATIENCE = Duration.ofMillis(1500);
    private static final KeptClients.Manners MANNERS = new KeptClients.Manners(Duration.ofMillis(5), PATIENCE);

    private final KeptClients clients = new KeptClients();
    private final Map<String, GateReader> gates = new HashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(clients));
    private StubbornClient stubborn;
    private DirectorEar ear;
    private LabHost owner;
    private LabHost other;

    /** Short connections come up: few of them, so that one that should be carried and is not would show. */
    @Override
    protected Duration probe() {
        return Duration.ofMillis(120);
    }

    @Override
    protected void beforeDown() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> shouldCarryWhatLeaseAndTableAllow() throws Exception {
        LabEcho.build(build(TIMING));
        startBoth();
        owner = bench.master();
        other = plan.peerOf(owner);
        for (LabHost director : List.of(owner, other)) {
            InetAddress vip = InetAddress.getByName(LabPlan.VIP);
            GateReader gate =
                    NetworkNamespace.existing(plan.namespace(director)).call(() -> GateReader.open("eth0", vip));
            open.add(gate);
            gates.put(director.name(), gate);
            addService(director);
        }
        ear = keep(DirectorEar.open(plan, List.of(LabPlan.VIP, LabEcho.SECOND_VIP)));
        stubborn = keep(StubbornClient.start(NetworkNamespace.existing(plan.lanNamespace()), mac(owner)));
        for (String address : List.of(LabPlan.VIP, LabPlan.VIP, LabEcho.SECOND_VIP, LabEcho.VIP6)) {
            begin(address, 0);
        }
        begin(LabPlan.VIP, OWN_PORT);
        return Stream.of(
                part("carries connections that last, of all kinds", this::carry),
                part("follows servers that move, die, leave and come back", this::serversChange),
                part("carries nothing for an address that was handed over, and again when it is back", this::handOver),
                part("carries nothing for an owner that was stopped, nor when it goes on", this::stopAndContinue),
                part("carries nothing for an owner that was killed, nor for services that are gone", this::kill));
    }

    private <T extends AutoCloseable> T keep(T resource) {
        open.add(resource);
        return resource;
    }

    private KeptClient begin(String address, int port) throws IOException {
        NetworkNamespace client = NetworkNamespace.existing(plan.namespace(host("client")));
        return clients.begin(client, new InetSocketAddress(address, LabEcho.PORT), port, MANNERS, LabEcho::line);
    }

    // ------------------------------------------------------------------ what is seen

    private long carried(LabHost director) throws IOException {
        GateReader gate = gates.get(director.name());
        gate.follow();
        return gate.carried();
    }

    private long toServers(LabHost director, int protocol) throws IOException {
        long sum = 0;
        for (LabHost server : plan.hosts(LabHost.Role.REAL_SERVER)) {
            sum += ear.heard(director.name(), mac(server), protocol);
        }
        return sum;
    }

    private long engine(LabHost director, String counter) {
        Map<?, ?> engine = (Map<?, ?>) status(director.name()).tree().get("engine");
        return ((Number) engine.get(counter)).longValue();
    }

    private String mac(LabHost host) throws IOException {
        return bench.lab()
                .run(host, List.of("cat", "/sys/class/net/eth0/address"))
                .strip();
    }

    /** All have connections that last, on which nothing was lost. */
    private void awaitKept() {
        await().atMost(LIMIT).until(() -> clients.keep(20));
        assertEquals(List.of(), clients.wrong());
    }

    /** What a director carried and sent to servers until now. */
    private record Mark(LabHost director, long carried, long tcp, long udp) {}

    /** When what was on its way has come. */
    private Mark mark(LabHost director) throws IOException {
        stubborn.awaitMore(10);
        ear.catchUp();
        return new Mark(
                director,
                carried(director),
                toServers(director, DirectorEar.TCP),
                toServers(director, DirectorEar.UDP));
    }

    private void assertNothingSince(Mark mark) throws IOException {
        stubborn.awaitMore(50);
        assertEquals(mark, mark(mark.director()));
    }

    private void awaitCarriedSince(Mark mark) {
        await().atMost(LIMIT)
                .until(() -> carried(mark.director()) > mark.carried() + 100
                        && toServers(mark.director(), DirectorEar.UDP) > mark.udp());
    }

    // ------------------------------------------------------------------ what happens

    private void carry() throws Exception {
        awaitKept();
        awaitCarriedSince(new Mark(owner, 0, 0, 0));
        long cameUp = engine(owner, "forwarded");
        long said = stubborn.answered();
        long before = carried(owner);
        List<Integer> answered =
                clients.all().stream().map(KeptClient::answered).toList();
        await().atMost(LIMIT).until(() -> more(answered) >= 200 && stubborn.answered() >= said + 200);
        cameUp = engine(owner, "forwarded") - cameUp;
        assertTrue(cameUp < 200, cameUp + " came up: one of them is not carried");
        assertTrue(carried(owner) - before >= 6 * 200, "a packet for each answer at the least");
        assertTrue(engine(owner, "carried") >= before && engine(owner, "carried") <= carried(owner));
        assertEquals(0, clients.broken());
    }

    /** How many more answers than these the slowest has had. */
    private int more(List<Integer> answered) {
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < answered.size(); i++) {
            least = Math.min(least, clients.all().get(i).answered() - answered.get(i));
        }
        return least;
    }

    private void handOver() throws Exception {
        long sinceNs = System.nanoTime();
        bench.command(owner, "standby", "all");
        bench.awaitMaster(other);
        Mark left = mark(owner);
        awaitKept();
        assertNothingSince(left);
        assertTrue(carried(other) > 0);
        assertTrue(longestGapNs(sinceNs) < PATIENCE.toNanos(), "they were told that their connections are gone");
        bench.command(other, "standby", "all");
        bench.awaitMaster(owner);
        Mark back = mark(other);
        awaitKept();
        awaitCarriedSince(left);
        assertNothingSince(back);
    }

    /** Of those that may take another port. */
    private long longestGapNs(long sinceNs) {
        return clients.all().stream()
                .filter(client -> client.port() != OWN_PORT)
                .mapToLong(client -> client.longestGapNs(sinceNs))
                .max()
                .orElseThrow();
    }

    private void stopAndContinue() throws Exception {
        long pid = bench.lab().directorProcess(owner).orElseThrow().pid();
        long frozenNs = System.nanoTime();
        bench.lab().freezeDirector(owner);
        long ranNs = awaitLeaseOver();
        Mark stopped = mark(owner);
        bench.awaitMaster(other);
        long bereavedNs = frozenNs + bereaved(other, frozenNs);
        assertTrue(bereavedNs > ranNs, "silence comes first");
        awaitKept();
        assertNothingSince(stopped);
        bench.lab().run(owner, List.of("kill", "-CONT", Long.toString(pid)));
        bench.await("the former owner to be standby", bench.limit(), () -> bench.status(owner)
                .map(status -> !status.master() && status.peerState().equals("up"))
                .orElse(false));
        assertNothingSince(stopped);
        bench.awaitHealthy();
        bench.command(other, "standby", "all");
        bench.awaitMaster(owner);
        awaitKept();
        awaitCarriedSince(stopped);
    }

    /** Returns when it was last seen to run. */
    private long awaitLeaseOver() {
        GateReader gate = gates.get(owner.name());
        long[] ranNs = {System.nanoTime()};
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(5)).until(() -> {
            long nowNs = System.nanoTime();
            boolean runs = gate.runs();
            ranNs[0] = runs ? nowNs : ranNs[0];
            return !runs;
        });
        return ranNs[0];
    }

    private void kill() throws Exception {
        bench.lab().killDirector(owner);
        Mark killed = mark(owner); // the lease runs on
        assertTrue(killed.carried() > 0, "the gate is there still");
        bench.awaitMaster(other);
        awaitKept();
        assertNothingSince(killed);
        stubborn.turnTo(mac(other));
        awaitCarriedSince(mark(other));
        assertEquals(0, lvs(other, "-C").exit());
        assertNothingSince(mark(other));
    }

    private void serversChange() throws Exception {
        aServersMachineIsReplaced();
        aServerIsUnreachable();
        LabHost server = serverOfStubborn();
        aServerIsDrainedAndLeaves(server);
        aServiceLeaves(server);
        awaitKept();
    }

    /** Another machine with the address of the first one, or another card: it announces itself once. */
    private void aServersMachineIsReplaced() throws Exception {
        LabHost rs1 = host("rs1");
        String before = mac(rs1);
        long broken = clients.broken();
        long sinceNs = System.nanoTime();
        bench.lab().run(rs1, List.of("sysctl", "-qw", "net.ipv4.conf.eth0.arp_notify=1"));
        bench.lab().run(rs1, List.of("sysctl", "-qw", "net.ipv6.conf.eth0.ndisc_notify=1"));
        bench.lab().run(rs1, List.of("ip", "link", "set", "eth0", "address", REPLACED));
        await().atMost(LIMIT).until(() -> ear.heard(owner.name(), REPLACED, DirectorEar.TCP) > 100);
        ear.catchUp();
        long toTheFormer = ear.heard(owner.name(), before, DirectorEar.TCP);
        awaitCarriedSince(mark(owner));
        ear.catchUp();
        assertEquals(toTheFormer, ear.heard(owner.name(), before, DirectorEar.TCP));
        awaitKept();
        assertEquals(broken, clients.broken(), "nobody but TCP has noticed");
        assertTrue(clients.longestGapNs(sinceNs) < PATIENCE.toNanos());
    }

    /** The kernel has looked for it in vain: nothing is sent to where it was, until it is found again. */
    private void aServerIsUnreachable() throws Exception {
        LabHost rs1 = host("rs1");
        bench.lab().lanCable(rs1, false);
        bench.lab().run(owner, List.of("ip", "neigh", "change", rs1.lanAddress(), "dev", "eth0", "nud", "failed"));
        awaitStill(() -> ear.heard(owner.name(), REPLACED, DirectorEar.TCP));
        bench.lab().lanCable(rs1, true);
        long before = ear.heard(owner.name(), REPLACED, DirectorEar.TCP);
        await().atMost(LIMIT).until(() -> ear.heard(owner.name(), REPLACED, DirectorEar.TCP) > before + 100);
        awaitKept();
    }

    private void awaitStill(Callable<Long> counter) {
        await().atMost(LIMIT).until(() -> {
            long before = counter.call();
            stubborn.awaitMore(50);
            ear.catchUp();
            return counter.call() == before;
        });
    }

    private LabHost serverOfStubborn() throws IOException {
        Map<String, Long> before = new HashMap<>();
        for (LabHost server : plan.hosts(LabHost.Role.REAL_SERVER)) {
            before.put(server.name(), ear.heard(owner.name(), mac(server), DirectorEar.UDP));
        }
        stubborn.awaitMore(50);
        ear.catchUp();
        for (LabHost server : plan.hosts(LabHost.Role.REAL_SERVER)) {
            if (ear.heard(owner.name(), mac(server), DirectorEar.UDP) > before.get(server.name())) {
                return server;
            }
        }
        throw new AssertionError("nobody gets its datagrams");
    }

    /** Weight 0 ends nothing; a server that is deleted gets nothing more, and all of it again when it is back. */
    private void aServerIsDrainedAndLeaves(LabHost server) throws Exception {
        String real = server.lanAddress() + ":" + LabEcho.PORT;
        assertEquals(
                0, lvs(owner, "-e", "-u", SERVICE, "-r", real, "-g", "-w", "0").exit());
        awaitCarriedSince(mark(owner));
        assertEquals(server, serverOfStubborn());
        assertEquals(0, lvs(owner, "-d", "-u", SERVICE, "-r", real).exit());
        Mark gone = mark(owner);
        stubborn.awaitMore(50);
        assertEquals(gone.udp(), mark(owner).udp());
        assertEquals(0, lvs(owner, "-a", "-u", SERVICE, "-r", real, "-g").exit());
        awaitCarriedSince(gone);
        assertEquals(server, serverOfStubborn());
    }

    private void aServiceLeaves(LabHost server) throws Exception {
        assertEquals(0, lvs(owner, "-D", "-u", SERVICE).exit());
        Mark gone = mark(owner);
        stubborn.awaitMore(50);
        assertEquals(gone.udp(), mark(owner).udp());
        addService(owner);
        awaitCarriedSince(gone);
        assertEquals(server, serverOfStubborn(), "its connection was there all the time");
    }

    /**
     * For datagrams, and none of ldirectord's: with one of those missing its resource has failed, and its group moves.
     */
    private void addService(LabHost director) throws IOException {
        assertEquals(0, lvs(director, "-A", "-u", SERVICE, "-s", "rr").exit());
        for (LabHost server : plan.hosts(LabHost.Role.REAL_SERVER)) {
            String real = server.lanAddress() + ":" + LabEcho.PORT;
            assertEquals(0, lvs(director, "-a", "-u", SERVICE, "-r", real, "-g").exit());
        }
    }

    private ControlReply lvs(LabHost director, String... words) throws IOException {
        return ControlClient.call(plan.runDir(director), new ControlRequest("lvs", words));
    }
}
