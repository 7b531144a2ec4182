package org.hadirector.heartbeat.jgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.heartbeat.link.Beats;
import org.hadirector.heartbeat.link.HeartbeatLink;
import org.hadirector.heartbeat.link.StatusMessage;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes on two hosts between which there is nothing but link-local IPv6. */
@RequiresRoot
class Ipv6OnlyTest {
    @TempDir
    Path directory;

    @Test
    @Timeout(120)
    void shouldHearEachOtherOverMulticast() throws Exception {
        try (TestNetwork network = new TestNetwork()) {
            NetworkNamespace ha1 = network.host("ha1");
            NetworkNamespace ha2 = network.host("ha2");
            network.cable(ha1, "eth1", null, ha2, "eth1", null);
            assertEquals("", ha1.ip("-4", "addr", "show", "dev", "eth1").strip(), "no IPv4 at all");
            Process first = start(ha1, "0");
            Process second = start(ha2, "1");
            try {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(100))
                        .untilAsserted(() -> assertTrue(
                                Files.exists(heard("0")) && Files.exists(heard("1")),
                                () -> output("0") + "\n" + output("1")));
            } finally {
                first.destroyForcibly().waitFor();
                second.destroyForcibly().waitFor();
            }
        }
    }

    private Path heard(String side) {
        return directory.resolve("heard" + side);
    }

    private String output(String side) {
        try {
            return Files.readString(directory.resolve("peer" + side));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process start(NetworkNamespace host, String side) throws IOException {
        return new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        host.name(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Peer.class.getName(),
                        side,
                        heard(side).toString())
                .redirectErrorStream(true)
                .redirectOutput(new File(directory.toFile(), "peer" + side))
                .start();
    }

    /**
     * One of the two processes: makes a file when it heard the other one, and the other one said that it heard us. It
     * goes on beating until it is killed: if it ended by itself, the other one could wait for its last answer for ever.
     */
    static final class Peer {
        public static void main(String[] arguments) throws IOException {
            int side = Integer.parseInt(arguments[0]);
            long bootId = (7L + side) << 32;
            HeartbeatLink link = new LinkFactory(HeartbeatLinkContract.facts(side), Beats.SHA256, LinkThreads.plain())
                    .create(List.of(new Medium.Mcast6("eth1", "ff02::694", 694, 1, false, 1)))
                    .get(0);
            try {
                link.open(() -> {});
            } catch (IOException notReadyYet) {
                // it goes on trying: duplicate address detection takes a second or two
            }
            StatusMessage.Echo echo = null;
            int answered = 0;
            for (long sequence = 1; ; sequence++) {
                link.send(Beats.plain(HeartbeatLinkContract.facts(side), bootId, sequence, System.nanoTime(), echo));
                for (StatusMessage beat = link.poll(); beat != null; beat = link.poll()) {
                    echo = new StatusMessage.Echo(beat.bootId(), beat.sequence());
                    if (beat.echo() != null && beat.echo().bootId() == bootId && ++answered == 5) {
                        Files.createFile(Path.of(arguments[1]));
                    }
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }
}
