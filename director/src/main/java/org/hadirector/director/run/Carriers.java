package org.hadirector.director.run;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.hadirector.director.log.LogFiles;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.heartbeat.decide.Sign;
import org.hadirector.linux.LinkMonitor;
import org.hadirector.linux.LinuxException;

/** Watches the carriers of the direct cables: one that is lost is a sign on every link that runs over it. */
final class Carriers implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(LogFiles.HEARTBEAT);

    private final Set<String> devices;
    private final DeathSigns signs;
    private final LinkMonitor monitor;
    private final Poker poker;
    private Map<String, Medium> media = Map.of();
    private boolean closed;

    private Carriers(Set<String> devices, DeathSigns signs, LinkMonitor monitor) {
        this.devices = devices;
        this.signs = signs;
        this.monitor = monitor;
        this.poker = new Poker(List.of(monitor.fd()));
    }

    /** @param devices declared {@code direct} */
    static Carriers watch(Set<String> devices, DeathSigns signs, Threads threads) throws LinuxException {
        Carriers carriers = new Carriers(devices, signs, LinkMonitor.open(devices));
        threads.start("carriers", Threads.Kind.URGENT, carriers::run);
        return carriers;
    }

    private void run() {
        try (monitor) {
            poker.run(() -> {
                poker.reading();
                try {
                    monitor.poll(this::tell);
                } catch (LinuxException e) {
                    LOG.error("carriers: {}", e.getMessage());
                }
            });
        }
    }

    Set<String> devices() {
        return devices;
    }

    /** The links as they are now, by their names; tells how their cables are. */
    synchronized void links(Map<String, Medium> now) {
        media = now;
        devices.forEach(device -> tell(device, monitor.carrier(device)));
    }

    private synchronized void tell(String device, boolean up) {
        if (!closed) {
            report(device, !up);
        }
    }

    private void report(String device, boolean lost) {
        media.forEach((link, medium) -> {
            if (medium.name().equals(device)) {
                signs.report(link, Sign.CARRIER_LOST, lost, 0);
            }
        });
    }

    /** These cables are no longer direct: what was said of them is taken back. */
    @Override
    public synchronized void close() {
        closed = true;
        devices.forEach(device -> report(device, false));
        poker.stop();
    }
}
