package org.hadirector.director.run;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.director.log.LogFiles;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.heartbeat.decide.Sign;
import org.hadirector.heartbeat.link.HeartbeatLink;
import org.hadirector.heartbeat.tripwire.Tripwire;
import org.hadirector.heartbeat.tripwire.TripwireDoor;
import org.hadirector.linux.DeviceAddress;
import org.hadirector.linux.Interfaces;
import org.hadirector.linux.LinkMonitor;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.NetworkDevice;

/**
 * The sensors of one node: tripwires over its IP links and a door for the peer's, carriers of direct cables, hang-ups.
 */
final class SignRoom implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(LogFiles.HEARTBEAT);

    private final DirectorContext context;
    private final Threads threads;
    private final DeathSigns signs;
    private TripwireDoor door;
    private LinkMonitor monitor;
    private Poker poker;

    SignRoom(DirectorContext context, Threads threads, Inbox inbox) {
        this.context = context;
        this.threads = threads;
        this.signs = new DeathSigns(inbox);
    }

    DeathSigns signs() {
        return signs;
    }

    /** A line that hangs up is a sign; to be called before the link is opened. */
    void listen(HeartbeatLink link) {
        link.onHangUp(now -> signs.report(link.name(), Sign.LINE_HUNG_UP, now, 0));
    }

    /**
     * Opens everything; what cannot be opened is told and done without, for a sign less only means a longer wait.
     *
     * @param media of the links, by their names
     * @param devices on which the service addresses live
     */
    void open(
            Map<String, HeartbeatLink> links,
            Map<String, Medium> media,
            long bootId,
            Interfaces interfaces,
            Set<String> devices) {
        int port = context.directorYaml().signs().tripwirePort();
        if (port > 0) {
            tripwires(port, links, media, bootId, interfaces, devices);
        }
        try {
            carriers(media);
        } catch (LinuxException e) {
            LOG.error("carriers of direct cables are not watched: {}", e.getMessage());
        }
        threads.start("signs", Threads.DECIDING, () -> signs.run(links));
    }

    private void tripwires(
            int port,
            Map<String, HeartbeatLink> links,
            Map<String, Medium> media,
            long bootId,
            Interfaces interfaces,
            Set<String> devices) {
        try {
            door = TripwireDoor.open(
                    port, bootId, () -> own(interfaces, devices), context::authkeys, () -> peers(links));
        } catch (IOException e) {
            LOG.error("no tripwire for the other node: {}", e.getMessage());
            return;
        }
        threads.start("tripwire-door", 0, door::acceptLoop);
        for (HeartbeatLink link : links.values()) {
            if (!(media.get(link.name()) instanceof Medium.Serial)) {
                Tripwire tripwire =
                        new Tripwire(port, link::peerAddress, context::authkeys, signs.tripwire(link.name()));
                signs.add(link.name(), tripwire);
                threads.start("tripwire-" + link.name(), Threads.DECIDING, tripwire::run);
            }
        }
    }

    private static Set<InetAddress> peers(Map<String, HeartbeatLink> links) {
        Set<InetAddress> peers = new HashSet<>();
        links.values().forEach(link -> {
            if (link.peerAddress() != null) {
                peers.add(link.peerAddress());
            }
        });
        return peers;
    }

    /** Addresses of this node on the LANs of the service, none that moves. */
    private static List<InetAddress> own(Interfaces interfaces, Set<String> devices) {
        List<InetAddress> own = new ArrayList<>();
        try {
            for (NetworkDevice device : interfaces.all()) {
                for (DeviceAddress held : device.addresses()) {
                    if (devices.contains(device.name())
                            && held.address() instanceof Inet4Address
                            && !held.leased()
                            && !held.label().contains(":")) {
                        own.add(held.address());
                    }
                }
            }
        } catch (LinuxException e) {
            LOG.error("own addresses: {}", e.getMessage());
        }
        return own;
    }

    private void carriers(Map<String, Medium> media) throws LinuxException {
        Set<String> direct = new TreeSet<>(context.directorYaml().signs().direct());
        if (direct.isEmpty()) {
            return;
        }
        monitor = LinkMonitor.open(direct);
        direct.forEach(device -> carrier(media, device, monitor.carrier(device)));
        poker = new Poker(List.of(monitor.fd()));
        threads.start(
                "carriers",
                Threads.DECIDING,
                () -> poker.run(() -> {
                    poker.reading();
                    try {
                        monitor.poll((device, up) -> carrier(media, device, up));
                    } catch (LinuxException e) {
                        LOG.error("carriers: {}", e.getMessage());
                    }
                }));
    }

    private void carrier(Map<String, Medium> media, String device, boolean up) {
        media.forEach((link, medium) -> {
            if (medium.name().equals(device)) {
                signs.report(link, Sign.CARRIER_LOST, !up, 0);
            }
        });
    }

    @Override
    public void close() {
        signs.close();
        if (poker != null) {
            poker.stop();
        }
        if (door != null) {
            door.close();
        }
    }
}
