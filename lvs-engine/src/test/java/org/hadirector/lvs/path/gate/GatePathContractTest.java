package org.hadirector.lvs.path.gate;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.hadirector.linux.Libc;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.OneProcessor;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.hadirector.lvs.path.PacketPath;
import org.hadirector.lvs.path.PacketPathContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

@RequiresRoot
@OneProcessor
class GatePathContractTest extends PacketPathContract {
    private final TestNetwork network = new TestNetwork();
    private GatePath path;
    private Wire wire;
    private Wire stack;
    private int eth0;
    private byte[] mac;

    @BeforeEach
    void open() throws Exception {
        NetworkNamespace director = network.host("director");
        NetworkNamespace far = network.host("far");
        network.cable(director, "eth0", "10.1.0.2/16", far, "eth0", null);
        director.ip("addr", "add", "fd00:1::2/64", "dev", "eth0", "nodad");
        mac = Wire.mac(director, "eth0").octets();
        path = director.call(() -> GatePath.open(List.of("eth0"), 1));
        eth0 = director.call(() -> Libc.if_nametoindex("eth0"));
        wire = Wire.open(far, "eth0");
        stack = Wire.open(director, "eth0");
    }

    @AfterEach
    void close() throws Exception {
        path.close();
        wire.close();
        stack.close();
        network.close();
    }

    @Override
    protected PacketPath path() {
        return path;
    }

    @Override
    protected void deliver(byte[] frame) throws IOException {
        byte[] addressed = frame.clone();
        System.arraycopy(mac, 0, addressed, 0, 6);
        wire.send(addressed);
    }

    @Override
    protected void leave(byte[] frame) throws IOException {
        stack.send(frame);
    }

    @Override
    protected List<byte[]> sent() {
        return wire.received().stream()
                .filter(f -> f.length >= 34 && (f[12] == 8 ? isOfContract(f, 26, 10) : isOfContract(f, 22, 0xfd)))
                .toList();
    }

    /** Addresses of the contract begin with that byte; others talk on the wire, too. */
    private static boolean isOfContract(byte[] frame, int source, int first) {
        return (frame[source] & 0xff) == first && frame.length >= source + 8;
    }

    @Override
    protected InetAddress own(boolean ipv6) throws IOException {
        return InetAddress.getByName(ipv6 ? "fd00:1::2" : "10.1.0.2");
    }

    @Override
    protected int outInterface() {
        return eth0;
    }

    @Override
    protected void passUntil(long timeNs) {
        await().until(() -> System.nanoTime() - timeNs > 10_000_000); // the gate's clock ticks every 4 ms
    }

    @Override
    protected long later() {
        return System.nanoTime() + Duration.ofSeconds(60).toNanos();
    }
}
