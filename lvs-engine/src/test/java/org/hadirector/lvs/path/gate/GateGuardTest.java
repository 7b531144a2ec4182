package org.hadirector.lvs.path.gate;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.path.ServiceKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who answers for a guarded address, and when nobody does. */
@RequiresRoot
class GateGuardTest {
    private static final int TCP = 6;
    private static final long MINUTE_NS = Duration.ofMinutes(1).toNanos();

    private GateLan lan;

    @BeforeEach
    void build() throws Exception {
        lan = new GateLan();
    }

    @AfterEach
    void tearDown() throws Exception {
        lan.close();
    }

    @Test
    void shouldHandTheServiceToTheEngineAndLeaveTheRestToTheKernel() throws Exception {
        GatePath path = lan.gate("eth0");
        entitle(path);
        lan.takeOver();
        AtomicInteger packets = new AtomicInteger();
        path.divert(new ServiceKey(TCP, lan.vip, 80));
        lan.pump(path, frame -> {
            packets.incrementAndGet();
            return PacketHandler.DROP;
        });
        assertEquals("silent", lan.connect(80), "the engine dropped it, the kernel never saw it");
        await().until(() -> packets.get() > 0);
        awaitRefused(81);
        await().until(lan::answersPing);
        path.undivert(new ServiceKey(TCP, lan.vip, 80));
        awaitRefused(80);
    }

    @Test
    void shouldDivertAllPortsOfAnAddress() throws Exception {
        GatePath path = lan.gate("eth0");
        entitle(path);
        lan.takeOver();
        path.divert(new ServiceKey(TCP, lan.vip, 0));
        assertEquals("silent", lan.connect(81));
        await().until(lan::answersPing);
    }

    @Test
    void shouldBeSilentWhenTheLeaseIsOver() throws Exception {
        GatePath path = lan.gate("eth0");
        path.guard(lan.vip);
        lan.takeOver();
        assertFalse(lan.answersArp(), "a lease starts expired");
        entitle(path);
        await().until(lan::answersArp);
        await().until(lan::answersPing);
        path.lease(lan.vip, 0);
        assertFalse(lan.answersPing());
        assertEquals("silent", lan.connect(81));
        assertFalse(lan.answersArp());
        path.unguard(lan.vip);
        awaitRefused(81);
    }

    @Test
    void shouldLetNothingLeaveInTheNameOfAnAddressWhoseLeaseIsOver() throws Exception {
        GatePath path = lan.gate("eth0");
        path.guard(lan.vip);
        lan.takeOver();
        byte[] mac = Wire.mac(lan.director, "eth0").octets();
        try (Wire wire = Wire.open(lan.client, "eth0");
                Wire director = Wire.open(lan.director, "eth0")) {
            director.send(Arp.request(mac, GateLan.VIP, GateLan.VIP));
            ping();
            assertEquals(0, spoken(wire), "announced, and sent by the stack itself");
            assertTrue(path.counters().silenced() > 0 && path.counters().silencedArp() > 0, path.counters() + "");
            entitle(path);
            director.send(Arp.request(mac, GateLan.VIP, GateLan.VIP));
            ping();
            await().until(() -> spoken(wire) > 0);
        }
    }

    /** The director asks the client from the virtual address; whether it is answered does not matter. */
    private void ping() {
        try {
            lan.director.exec("ping", "-c1", "-W0.2", "-I", GateLan.VIP, "10.77.0.1");
        } catch (IOException silent) {
            // so it should be while the lease is over
        }
    }

    private long spoken(Wire wire) {
        byte[] vip = lan.vip.getAddress();
        return wire.received().stream()
                .filter(frame -> frame.length >= 42 && frame[12] == 8)
                .filter(frame -> {
                    int sender = frame[13] == 6 ? 28 : 26;
                    return Arrays.equals(vip, Arrays.copyOfRange(frame, sender, sender + 4));
                })
                .count();
    }

    @Test
    void shouldHearTheGratuitousArpOfAnotherOwner() throws Exception {
        GatePath path = lan.gate("eth0");
        path.guard(lan.vip);
        lan.director.exec("sysctl", "-qw", "net.ipv4.conf.eth0.arp_accept=1");
        byte[] mac = Wire.mac(lan.client, "eth0").octets();
        try (Wire wire = Wire.open(lan.client, "eth0")) {
            wire.send(Arp.request(mac, GateLan.VIP, GateLan.VIP));
        }
        await().until(() -> lan.director.ip("neigh", "show", GateLan.VIP).contains("lladdr"));
    }

    @Test
    void shouldKeepTheGuardAfterClose() throws Exception {
        GatePath path = lan.gate("eth0");
        path.guard(lan.vip);
        path.lease(lan.vip, System.nanoTime() + MINUTE_NS);
        lan.takeOver();
        await().until(lan::answersPing);
        path.lease(lan.vip, System.nanoTime() + Duration.ofMillis(300).toNanos());
        path.close();
        await().until(() -> !lan.answersPing());
        assertEquals("silent", lan.connect(81));
        assertFalse(lan.answersArp());
    }

    @Test
    void shouldBeSilentAfterTheProcessWasKilledAndLetASuccessorAdopt() throws Exception {
        Process process = holder();
        lan.takeOver();
        await().until(lan::answersPing);
        process.destroyForcibly().waitFor();
        await().until(() -> !lan.answersPing());
        assertEquals("silent", lan.connect(80));
        assertEquals("silent", lan.connect(81));
        assertFalse(lan.answersArp());

        GatePath successor = lan.gate("eth0");
        assertEquals(Set.of(lan.vip), successor.guarded());
        assertEquals("silent", lan.connect(81), "adopted with the lease over");
        entitle(successor);
        awaitRefused(81);
        assertEquals(1, filters().split("direct-action", -1).length - 1, filters());
    }

    /**
     * Its lease and its trust run on: a guardian takes away its addresses, and an heir serves, long before they end.
     */
    @Test
    void shouldCarryNothingForAProcessThatWasKilledAlthoughTheLeaseRuns() throws Exception {
        InetAddress client = InetAddress.getByName("10.77.0.1");
        String server = Wire.mac(lan.server1, "eth0").toString();
        HardwareAddress own = Wire.mac(lan.director, "eth0");
        Process process = holder("carry", client.getHostAddress(), server, own.toString());
        byte[] frame = Segment.tcp(client, GateHolder.CLIENT_PORT, lan.vip, 80, Segment.ACK);
        System.arraycopy(own.octets(), 0, frame, 0, 6);
        try (GateReader reader = lan.director.call(() -> GateReader.open("eth0", lan.vip));
                Wire wire = Wire.open(lan.client, "eth0")) {
            reader.follow();
            await().until(() -> isCarried(frame, wire, reader));
            process.destroyForcibly().waitFor();
            await().until(() -> !isCarried(frame, wire, reader));
            assertTrue(reader.runs(), "nobody has ended its lease");
        }
    }

    private boolean isCarried(byte[] frame, Wire wire, GateReader reader) throws IOException {
        long before = reader.carried();
        wire.send(frame);
        wire.send(frame);
        return reader.carried() > before;
    }

    /** In the middle of a hand-over: the address is still there, packets wait for somebody who is dead. */
    @Test
    void shouldBeSilentWhenTheProcessIsKilledWhilePacketsWait() throws Exception {
        Process process = holder("hold");
        lan.takeOver();
        assertEquals("silent", lan.connect(80));
        assertEquals("silent", lan.connect(81));
        assertFalse(lan.answersArp());
        process.destroyForcibly().waitFor();
        assertEquals("silent", lan.connect(80), "nor does the kernel answer with RST for the dead");
        assertFalse(lan.answersPing());
        assertFalse(lan.answersArp());
    }

    @Test
    void shouldLetNobodyAnswerForWhatIsHeld() throws Exception {
        GatePath path = lan.gate("eth0");
        entitle(path);
        lan.takeOver();
        path.divert(new ServiceKey(TCP, lan.vip, 80));
        AtomicInteger packets = new AtomicInteger();
        lan.pump(path, new PacketHandler() {
            @Override
            public int handle(Frame frame) {
                return DROP;
            }

            @Override
            public int held(Frame frame) {
                packets.incrementAndGet();
                return CONSUMED;
            }
        });
        path.hold(lan.vip, System.nanoTime() + MINUTE_NS);
        awaitRefused(81);
        path.lease(lan.vip, 0);
        assertEquals("silent", lan.connect(80));
        await("it waits").until(() -> packets.get() > 0);
        assertEquals("silent", lan.connect(81));
        assertFalse(lan.answersPing());
        assertFalse(lan.answersArp());
    }

    @Test
    void shouldLeaveNothingAfterDetach() throws Exception {
        GatePath path = lan.gate();
        path.guard(lan.vip);
        lan.takeOver();
        assertEquals("silent", lan.connect(81));
        path.detach();
        awaitRefused(81);
        assertEquals("", filters());
        assertFalse(lan.director.exec("tc", "qdisc", "show").contains("clsact"));
    }

    @Test
    void shouldLeaveAForeignQdiscAndItsFiltersAlone() throws Exception {
        lan.director.exec("tc", "qdisc", "add", "dev", "eth0", "clsact");
        GatePath path = lan.gate("eth0");
        path.detach();
        assertTrue(lan.director.exec("tc", "qdisc", "show", "dev", "eth0").contains("clsact"));
        assertEquals("", filters());
    }

    @Test
    void shouldCleanAfterADeadProcess() throws Exception {
        GatePath path = lan.gate("eth0");
        path.guard(lan.vip);
        path.close();
        lan.takeOver();
        assertEquals("silent", lan.connect(81));
        lan.director.call(() -> {
            GatePath.clean();
            return null;
        });
        awaitRefused(81);
        assertFalse(lan.director.exec("tc", "qdisc", "show").contains("clsact"));
    }

    /** Another process with a gate: {@link GateHolder}. */
    private Process holder(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "ip",
                "netns",
                "exec",
                lan.director.name(),
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                GateHolder.class.getName(),
                GateLan.VIP));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        lan.closeLater(process::destroyForcibly);
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        assertEquals("ready", output.readLine());
        return process;
    }

    private void entitle(GatePath path) throws IOException {
        path.guard(lan.vip);
        path.lease(lan.vip, System.nanoTime() + MINUTE_NS);
    }

    /** What shall be silent is asked for a moment, what shall be heard for as long as a busy machine takes. */
    private void awaitRefused(int port) {
        await().until(() -> lan.connect(port).equals("refused"));
    }

    private String filters() throws IOException {
        return lan.director.exec("tc", "filter", "show", "dev", "eth0", "ingress");
    }
}
