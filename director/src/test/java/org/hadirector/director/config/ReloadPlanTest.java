package org.hadirector.director.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hadirector.heartbeat.config.NodeFacts;
import org.hadirector.resource.config.SystemNames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reload would change, in words. */
class ReloadPlanTest {
    private static final NodeFacts HA1 = new ContextReaderTest.Machine();

    @TempDir
    Path directory;

    /** A machine with an address. */
    private static final class Local extends ContextReaderTest.Machine {
        private final String address;

        Local(String address) {
            this.address = address;
        }

        @Override
        public boolean isLocal(InetAddress other) {
            return other.getHostAddress().equals(address);
        }

        @Override
        public Optional<InetAddress> resolve(String host) {
            try {
                return Optional.of(InetAddress.getByName(host));
            } catch (UnknownHostException e) {
                return Optional.empty();
            }
        }
    }

    @BeforeEach
    void writeAGoodConfiguration() throws IOException {
        write("ha.cf", "keepalive 1\ndeadtime 10\nauto_failback on\nudpport 694\nbcast eth0 eth1\nnode ha1 ha2\n");
        write("authkeys", "auth 1\n1 sha1 a-long-enough-secret\n");
        Files.setPosixFilePermissions(directory.resolve("authkeys"), PosixFilePermissions.fromString("rw-------"));
        write("haresources", "ha1 192.0.2.6 ldirectord\n");
        Files.createDirectory(directory.resolve("conf"));
        write(
                "conf/ldirectord.cf",
                "checktimeout=3\nvirtual=192.0.2.6:80\n\treal=192.0.2.25:80 gate\n\tservice=http\n\tscheduler=rr\n");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private Concluded conclude() {
        return new ContextReader(
                        HA1,
                        new SystemNames(),
                        name -> Set.of("IPaddr", "ldirectord").contains(name),
                        Set.of("rr")::contains,
                        argument -> Optional.empty())
                .conclude(directory);
    }

    @Test
    void shouldSayWhatAReloadWouldChangeAndWhatNeedsARestart() throws IOException {
        DirectorContext before = conclude().context();
        write(
                "ha.cf",
                "# moved lines\nkeepalive 1\ndeadtime 10\nauto_failback on\n"
                        + "udpport 694\nbcast eth0 eth1\nnode ha1 ha2\n");
        assertTrue(plan(before, conclude().context()).empty(), "only a comment came");
        write(
                "ha.cf",
                "keepalive 1\ndeadtime 20\nauto_failback on\nudpport 694\nbcast eth0\nnode ha1 ha2\nrealtime off\n");
        write("authkeys", "auth 2\n1 sha1 a-long-enough-secret\n2 sha1 another-long-secret\n");
        write("haresources", "ha2 192.0.2.6 ldirectord\nha1 192.0.2.7\n");
        DirectorContext after = conclude().context();
        ReloadPlan plan = plan(before, after);
        String text = plan.text();
        String back = plan(after, before).text();
        assertTrue(back.contains("link eth1 added: bcast eth1 694"), back);
        assertTrue(text.contains("deadtime: 10000 ms -> 20000 ms"), text);
        assertTrue(text.contains("link eth1 removed"), text);
        assertTrue(text.contains("beats are signed with key 2 instead of 1"), text);
        assertFalse(text.contains("secret"), "a key is never shown");
        assertTrue(text.contains("group 192.0.2.7 added"), text);
        assertTrue(text.contains("prefers ha1") && text.contains("prefers ha2"), text);
        assertEquals(1, plan.restarts().size(), text);
        assertTrue(plan.restarts().get(0).startsWith("realtime"), text);
        write("haresources", "ha1 192.0.2.7 192.0.2.6 ldirectord\n");
        assertTrue(
                plan(before, conclude().context()).restarts().stream()
                        .anyMatch(line -> line.startsWith("address 192.0.2.6 moves")),
                "it would be down between release and claim");
    }

    @Test
    void shouldChangeLoggingAndWhoMayAskWithoutARestart() throws IOException {
        String rest = "keepalive 1\ndeadtime 10\nauto_failback on\nbcast eth0\nnode ha1 ha2\n";
        write("ha.cf", rest);
        DirectorContext before = conclude().context();
        write("ha.cf", "logfile /l\nlogfacility local0\ndebug 1\nsyslogmsgfmt off\napiauth director uid=root\n" + rest);
        ReloadPlan plan = plan(before, conclude().context());
        assertEquals(
                List.of(
                        "logging: no logfile, no debugfile, syslog daemon, debug 0, syslogmsgfmt on"
                                + " -> logfile /l, no debugfile, syslog local0, debug 1, syslogmsgfmt off",
                        "apiauth: [] -> [director uid=root]"),
                plan.changes());
        assertEquals(List.of(), plan.restarts());
    }

    @Test
    void shouldAskForNoRestartForWhatHasNoEffect() throws IOException {
        String rest = "keepalive 1\ndeadtime 10\nauto_failback on\nnode ha1 ha2\n";
        write("ha.cf", "bcast eth0\n" + rest);
        DirectorContext before = conclude().context();
        write("ha.cf", "udp eth0\nmsgfmt netstring\nhopfudge 3\n" + rest);
        ReloadPlan plan = plan(before, conclude().context());
        assertEquals(List.of(), plan.restarts());
        assertEquals(
                List.of(
                        "hopfudge: [] -> [3], which has no effect here",
                        "msgfmt: [] -> [netstring], which has no effect here"),
                plan.changes(),
                "udp is another word for bcast");
    }

    @Test
    void shouldTellOfPingNodesAndTheirTime() throws IOException {
        String rest = "keepalive 1\ndeadtime 10\nauto_failback on\nbcast eth0\nnode ha1 ha2\n";
        write("ha.cf", "ping 192.0.2.1\n" + rest);
        DirectorContext before = conclude().context();
        write("ha.cf", "ping 192.0.2.1\nping6 fd00::1\ndeadping 5\n" + rest);
        ReloadPlan plan = plan(before, conclude().context());
        assertEquals(List.of(), plan.restarts());
        assertEquals(List.of("ping node fd00::1 added: [fd00::1]", "deadping: 10000 ms -> 5000 ms"), plan.changes());
        write("ha.cf", "deadping 5\n" + rest);
        DirectorContext without = conclude().context();
        assertFalse(plan(before, without).text().contains("deadping"), "nobody waits so long");
    }

    @Test
    void shouldNameKeysOfDirectorYamlAsTheyAreWritten() throws IOException {
        DirectorContext before = conclude().context();
        write(
                "director.yaml",
                "stonith-action: off\nstonith-delay: 3s\nstonith-timeout: 9s\nstonith-plugins: [/plug]\n"
                        + "on-stop-failure: reboot\nmax-connections: 100000\nreceive-frames: 1024\n"
                        + "interfaces: [eth0]\n");
        ReloadPlan plan = plan(before, conclude().context());
        assertEquals(List.of(), plan.changes());
        assertEquals(
                List.of(
                        "director.yaml stonith-action: reset -> off",
                        "director.yaml stonith-delay: 0 ms -> 3000 ms",
                        "director.yaml stonith-timeout: 60000 ms -> 9000 ms",
                        "director.yaml stonith-plugins: [] -> [/plug]",
                        "director.yaml on-stop-failure: keep -> reboot",
                        "director.yaml interfaces: [] -> [eth0]",
                        "director.yaml max-connections: 1048576 -> 100000",
                        "director.yaml receive-frames: 2048 -> 1024"),
                plan.restarts());
    }

    @Test
    void shouldNameLinksAsTheyAreWithoutOnesOwnLines() throws IOException {
        String rest = "keepalive 1\ndeadtime 10\nauto_failback on\nnode ha1 ha2\n";
        write("ha.cf", "bcast eth0\n" + rest);
        DirectorContext before = conclude().context();
        write("ha.cf", "bcast eth0\nucast eth0 10.9.0.1\nucast eth0 10.9.0.2\n" + rest);
        NodeFacts first = new Local("10.9.0.1");
        NodeFacts second = new Local("10.9.0.2");
        DirectorContext after = conclude().context();
        assertEquals(
                List.of("link eth0/ucast added: ucast eth0 10.9.0.2 694"),
                ReloadPlan.between(before, after, first).changes());
        assertEquals(
                List.of("link eth0/ucast added: ucast eth0 10.9.0.1 694"),
                ReloadPlan.between(before, after, second).changes());
    }

    private static ReloadPlan plan(DirectorContext before, DirectorContext after) {
        return ReloadPlan.between(before, after, HA1);
    }
}
