package org.hadirector.resource.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.hadirector.resource.ResourceAgent.ResourceStatus;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.testing.RecordingLog;
import org.hadirector.takeover.AnnouncePlan;
import org.hadirector.takeover.Vip;
import org.hadirector.takeover.VipLease;
import org.hadirector.takeover.VipMover;
import org.hadirector.takeover.testing.MemoryAddressTable;
import org.hadirector.takeover.testing.RecordingAnnouncer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IpAddressAgentTest {
    private static final long SECOND = 1_000_000_000L;
    private final AtomicLong nowNs = new AtomicLong(5 * SECOND);
    private final MemoryAddressTable table = new MemoryAddressTable(nowNs::get, "eth0");
    private final RecordingLog log = new RecordingLog();
    private Vip vip;
    private IpAddressAgent agent;

    @BeforeEach
    void create() throws Exception {
        vip = new Vip(InetAddress.getByName("10.77.0.6"), 24, InetAddress.getByName("10.77.0.255"), "eth0", "eth0:0");
        agent = called("IPaddr");
    }

    private IpAddressAgent called(String script) {
        VipMover mover = new VipMover(
                table, new RecordingAnnouncer(), nowNs::get, VipLease.Term.DEFAULT, AnnouncePlan.Rhythm.DEFAULT);
        AgentName name = new AgentName(script + "::10.77.0.6/24", "/etc/ha.d/resource.d/" + script + " 10.77.0.6/24");
        return new IpAddressAgent(name, vip, mover, table, log);
    }

    @Test
    void shouldBringTheAddressUpAndDownWithIpaddrsLines() throws Exception {
        assertEquals(ResourceStatus.STOPPED, agent.monitor());
        agent.start();
        assertEquals(ResourceStatus.RUNNING, agent.monitor());
        assertEquals(List.of(vip), table.onDevice("eth0"));
        agent.stop();
        assertEquals(ResourceStatus.STOPPED, agent.monitor());
        assertEquals(List.of(), table.onDevice("eth0"));
        assertEquals(
                List.of(
                        "INFO eval ifconfig eth0:0 10.77.0.6 netmask 255.255.255.0 broadcast 10.77.0.255",
                        "INFO Sending Gratuitous Arp for 10.77.0.6 on eth0:0 [eth0]",
                        "INFO ifconfig eth0:0 down",
                        "INFO IP Address 10.77.0.6 released"),
                log.lines());
    }

    @Test
    void shouldUseTheLinesOfIpaddr2WhenItIsCalledSo() throws Exception {
        IpAddressAgent other = called("IPaddr2");
        other.start();
        other.stop();
        assertEquals(
                List.of(
                        "INFO Adding inet address 10.77.0.6/24 with broadcast address 10.77.0.255 to device eth0",
                        "INFO Bringing device eth0 up",
                        "INFO Sending Gratuitous Arp for 10.77.0.6 on eth0:0 [eth0]",
                        "INFO IP status = ok, IP_CIP=",
                        "INFO IP Address 10.77.0.6 released"),
                log.lines());
    }

    @Test
    void shouldStopWhatIsStoppedWithoutAWord() throws Exception {
        agent.stop();
        agent.stop();
        assertEquals(List.of(), log.lines());
    }

    @Test
    void shouldKeepTheAddressAliveByRenewals() throws Exception {
        agent.start();
        for (int i = 0; i < 20; i++) {
            agent.renew(nowNs.addAndGet(SECOND));
        }
        assertEquals(ResourceStatus.RUNNING, agent.monitor());
    }

    @Test
    void shouldFailWhenTheLeaseRanOut() throws Exception {
        agent.start();
        agent.renew(nowNs.addAndGet(60 * SECOND));
        assertEquals(ResourceStatus.FAILED, agent.monitor());
        assertTrue(
                log.lines().get(2).startsWith("ERROR IP Address 10.77.0.6 lost: "),
                log.lines().toString());
        agent.start();
        assertEquals(ResourceStatus.RUNNING, agent.monitor());
    }

    @Test
    void shouldHaveLapsedAfterAPauseBeforeAnyRenewalSeesIt() throws Exception {
        agent.start();
        nowNs.addAndGet(VipLease.Term.DEFAULT.validSeconds() * SECOND - 1);
        assertFalse(agent.lapsed());
        nowNs.addAndGet(1);
        assertEquals(List.of(), table.onDevice("eth0"));
        assertTrue(agent.lapsed(), "it did not fail, its time is over");
        agent.restore();
        assertFalse(agent.lapsed());
        assertEquals(ResourceStatus.RUNNING, agent.monitor());
        agent.stop();
        nowNs.addAndGet(60 * SECOND);
        assertFalse(agent.lapsed(), "nobody wants it");
    }

    @Test
    void shouldFailWhenSomebodyElseRemovedTheAddress() throws Exception {
        agent.start();
        table.remove(vip);
        assertEquals(ResourceStatus.FAILED, agent.monitor());
    }

    @Test
    void shouldNameTheFailedStep() {
        table.unplug("eth0");
        ResourceException e = assertThrows(ResourceException.class, agent::start);
        assertTrue(e.getMessage().startsWith("add 10.77.0.6/24 on eth0:0: "), e.getMessage());
        assertEquals(ResourceStatus.STOPPED, agent.monitor());
    }

    @Test
    void shouldTellARepeatedTroubleOnce() throws Exception {
        agent.start();
        table.refuseWith("eth0", 12);
        agent.renew(nowNs.addAndGet(SECOND / 2));
        agent.renew(nowNs.addAndGet(SECOND / 2));
        assertEquals(3, log.lines().size(), log.lines().toString());
    }

    @Test
    void shouldRemoveWhatAKilledPredecessorLeft() throws Exception {
        table.plant(vip);
        agent.prepare();
        assertEquals(List.of(), table.onDevice("eth0"));
        assertEquals(1, log.lines().size());
    }
}
