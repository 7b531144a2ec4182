package org.hadirector.director.run;

import java.util.Map;
import java.util.function.Supplier;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.UnixDatagramSender;

/**
 * What the service manager is told (sd_notify(3), {@code WatchdogSec} of systemd.service(5)): ready, a line of status,
 * signs of life of the deciding duty, reloading, stopping. Does nothing without {@code NOTIFY_SOCKET}.
 */
final class ServiceManager implements Reloader.Watcher {
    private static final long STATUS_EVERY_NS = 1_000_000_000L;
    private static final int SIGNS_PER_TIMEOUT = 4;

    private final UnixDatagramSender socket;
    /** Between two signs of life, 0 when none are wanted. */
    private final long signEveryNs;

    private long nextSignNs = Long.MIN_VALUE;
    private long nextStatusNs = Long.MIN_VALUE;
    private String status = "";

    private ServiceManager(UnixDatagramSender socket, long signEveryNs) {
        this.socket = socket;
        this.signEveryNs = signEveryNs;
    }

    /** Nobody is told anything. */
    static ServiceManager none() {
        return new ServiceManager(null, 0);
    }

    /**
     * @param environment with NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID as systemd sets them
     * @throws LinuxException when the socket's name is none
     */
    static ServiceManager of(Map<String, String> environment, long pid) throws LinuxException {
        String name = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (name.isEmpty()) {
            return none();
        }
        String usec = environment.getOrDefault("WATCHDOG_USEC", "");
        String whose = environment.getOrDefault("WATCHDOG_PID", "");
        boolean ours = whose.isEmpty() || whose.equals(Long.toString(pid));
        long timeoutNs = ours && usec.matches("[0-9]{1,15}") ? Long.parseLong(usec) * 1000 : 0;
        return new ServiceManager(UnixDatagramSender.open(name), timeoutNs / SIGNS_PER_TIMEOUT);
    }

    /** The node takes part, or goes on doing so after a reload. */
    @Override
    public void ready() {
        send("READY=1");
    }

    /** The configuration is being read anew; {@link #ready} ends that. The JVM's clock is CLOCK_MONOTONIC. */
    @Override
    public void reloading() {
        send("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1000);
    }

    void stopping() {
        send("STOPPING=1\nSTATUS=handing over and releasing");
    }

    /** A cycle of the duty is done: a sign of life, and now and then what the node is. The duty only. */
    void cycle(long nowNs, Supplier<String> what) {
        if (socket == null) {
            return;
        }
        if (signEveryNs > 0 && nowNs >= nextSignNs) {
            nextSignNs = nowNs + signEveryNs;
            send("WATCHDOG=1");
        }
        if (nowNs >= nextStatusNs) {
            nextStatusNs = nowNs + STATUS_EVERY_NS;
            String present = what.get();
            if (!present.equals(status)) {
                status = present;
                send("STATUS=" + present);
            }
        }
    }

    private synchronized void send(String message) {
        if (socket != null) {
            socket.send(message);
        }
    }
}
