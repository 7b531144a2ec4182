package org.hadirector.lvs.path.gate;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.hadirector.linux.LinuxException;

/**
 * Keeps the gate up with the machine: interfaces that come and go, filters that somebody took away, addresses. The
 * kernel's tables are asked here, which takes milliseconds where there are many interfaces; so it is another thread's
 * than the packets'.
 */
final class GateNews implements AutoCloseable {
    private final GateDevices devices;
    private final LocalAddresses addresses;
    private final Waiting waiting;
    /** Held while descriptors are in use, so that close() never closes them under the thread that follows. */
    private final ReentrantLock inUse = new ReentrantLock();

    private volatile boolean closed;

    private GateNews(GateDevices devices, LocalAddresses addresses, Waiting waiting) {
        this.devices = devices;
        this.addresses = addresses;
        this.waiting = waiting;
    }

    /** Tells the maps the addresses of the namespace of the calling thread; the devices stay the caller's. */
    static GateNews open(GateDevices devices, GateMaps maps) throws IOException {
        LocalAddresses addresses = LocalAddresses.open(maps);
        try {
            return new GateNews(devices, addresses, Waiting.open());
        } catch (LinuxException e) {
            addresses.close();
            throw e;
        }
    }

    /** Waits for news until {@code timeoutNs} have passed, and does what they ask for; what failed before too. */
    void follow(long timeoutNs) throws IOException {
        inUse.lock();
        try {
            if (closed) {
                throw new IOException("the gate is closed");
            }
            int count = waiting.start();
            count = waiting.add(count, devices.fd());
            count = waiting.add(count, addresses.fd());
            waiting.await(count, timeoutNs);
            addresses.follow();
            devices.follow();
        } finally {
            inUse.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        waiting.wakeUp();
        inUse.lock();
        try {
            waiting.close();
            addresses.close();
        } finally {
            inUse.unlock();
        }
    }
}
