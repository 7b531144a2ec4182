package org.hadirector.lvs.path.gate;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.hadirector.lvs.path.ServiceKey;

/**
 * A process that guards an address and does nothing else until it is killed: it renews the lease, or, told to hold, has
 * none and lets packets wait.
 */
final class GateHolder {
    private static final long LEASE_NS = Duration.ofMillis(1000).toNanos();

    private static final long HOLD_NS = Duration.ofMinutes(1).toNanos();

    private GateHolder() {}

    public static void main(String[] arguments) throws IOException {
        InetAddress vip = InetAddress.getByName(arguments[0]);
        GatePath path = GatePath.open(List.of());
        path.guard(vip);
        path.divert(new ServiceKey(6, vip, 80));
        boolean holds = arguments.length > 1 && arguments[1].equals("hold");
        if (holds) {
            path.hold(vip, System.nanoTime() + HOLD_NS);
        } else {
            path.lease(vip, System.nanoTime() + LEASE_NS);
        }
        try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            out.write("ready\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            while (true) {
                if (!holds) {
                    path.lease(vip, System.nanoTime() + LEASE_NS);
                }
                LockSupport.parkNanos(LEASE_NS / 10);
            }
        }
    }
}
