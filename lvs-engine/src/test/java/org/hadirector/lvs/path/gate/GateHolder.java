package org.hadirector.lvs.path.gate;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.ServiceKey;

/**
 * A process that guards an address and does nothing else until it is killed: it renews the lease; or, told to hold, has
 * none and lets packets wait; or, told to carry, has a long one and lets its gate send on what a client says from port
 * 5000.
 */
final class GateHolder {
    private static final long LEASE_NS = Duration.ofMillis(1000).toNanos();

    private static final long HOLD_NS = Duration.ofMinutes(1).toNanos();

    static final int CLIENT_PORT = 5000;

    private GateHolder() {}

    public static void main(String[] arguments) throws IOException {
        InetAddress vip = InetAddress.getByName(arguments[0]);
        GatePath path = GatePath.open(List.of());
        path.guard(vip);
        path.divert(new ServiceKey(6, vip, 80));
        if (arguments.length > 1 && arguments[1].equals("carry")) {
            path.lease(vip, System.nanoTime() + HOLD_NS);
            carry(path, vip, arguments);
        }
        boolean holds = arguments.length > 1 && arguments[1].equals("hold");
        if (holds) {
            path.hold(vip, System.nanoTime() + HOLD_NS);
        } else if (arguments.length == 1) {
            path.lease(vip, System.nanoTime() + LEASE_NS);
        }
        try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            out.write("ready\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            while (true) {
                if (arguments.length == 1) {
                    path.lease(vip, System.nanoTime() + LEASE_NS);
                }
                LockSupport.parkNanos(LEASE_NS / 10);
            }
        }
    }

    /** @param words the client's address, the next hop's MAC address, that of eth0 */
    private static void carry(GatePath path, InetAddress vip, String... words) throws IOException {
        InetAddress client = InetAddress.getByName(words[2]);
        ConnectionKey flow = new ConnectionKey()
                .protocol(6)
                .client(Addresses.high(client), Addresses.low(client), CLIENT_PORT)
                .virtual(Addresses.high(vip), Addresses.low(vip), 80);
        long hop = HardwareAddress.parse(words[3]).toLong();
        long own = HardwareAddress.parse(words[4]).toLong();
        path.flows().trustUntil(System.nanoTime() + HOLD_NS);
        path.flows().install(flow, new NextHop(path.interfaceIndex("eth0"), own, hop, 1500, 0, 0));
    }
}
