package org.hadirector.director.run;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
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
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.NetworkDevice;

/**
 * The sensors of one node: tripwires over its IP links and a door for the peer's, carriers of direct cables, hang-ups.
 */
final class SignRoom implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(LogFiles.HEARTBEAT);

    private final Threads threads;
    private final DeathSigns signs;
    private final Map<String, HeartbeatLink> laidOver = new HashMap<>();
    private volatile DirectorContext context;
    private Ground ground;
    private TripwireDoor door;
    private int doorPort;
    private Carriers carriers;

    /**
     * What the sensors stand on, the same in all of a run.
     *
     * @param links live: a reload changes it
     * @param devices on which the service addresses live
     */
    private record Ground(Map<String, HeartbeatLink> links, long bootId, Interfaces interfaces, Set<String> devices) {}

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
     * @param links live, by their names
     * @param media of the links
     * @param devices on which the service addresses live
     */
    synchronized void open(
            Map<String, HeartbeatLink> links,
            Map<String, Medium> media,
            long bootId,
            Interfaces interfaces,
            Set<String> devices) {
        ground = new Ground(links, bootId, interfaces, devices);
        follow(context, media);
        threads.start("signs", Threads.Kind.URGENT, () -> signs.run(links));
    }

    /** Keys that a reload brought; handshakes from now on go by them. */
    void rekey(DirectorContext now) {
        context = now;
    }

    /** Other files, other links: sensors of what stays are left alone. Nothing before {@link #open}. */
    synchronized void follow(DirectorContext now, Map<String, Medium> media) {
        context = now;
        if (ground == null) {
            return;
        }
        door(now.directorYaml().signs().tripwirePort());
        tripwires(media);
        askers(media);
        try {
            carriers(media);
        } catch (LinuxException e) {
            LOG.error("carriers of direct cables are not watched: {}", e.getMessage());
        }
    }

    private void door(int port) {
        if (port == doorPort) {
            return;
        }
        Set.copyOf(laidOver.keySet()).forEach(this::takeIn);
        if (door != null) {
            door.close();
            door = null;
        }
        doorPort = port;
        if (port > 0) {
            try {
                door = TripwireDoor.open(
                        port,
                        ground.bootId(),
                        () -> own(ground.interfaces(), ground.devices()),
                        () -> context.authkeys(),
                        () -> peers(ground.links()));
                threads.start("tripwire-door", Threads.Kind.URGENT, door::acceptLoop);
            } catch (IOException e) {
                LOG.error("no tripwire for the other node: {}", e.getMessage());
            }
        }
    }

    private void tripwires(Map<String, Medium> media) {
        for (String name : Set.copyOf(laidOver.keySet())) {
            if (ground.links().get(name) != laidOver.get(name)) {
                takeIn(name);
            }
        }
        if (door == null) {
            return;
        }
        ground.links().forEach((name, link) -> {
            if (!laidOver.containsKey(name) && !(media.get(name) instanceof Medium.Serial)) {
                Tripwire tripwire =
                        new Tripwire(doorPort, link::peerAddress, () -> context.authkeys(), signs.tripwire(name));
                laidOver.put(name, link);
                signs.add(name, tripwire);
                threads.start("tripwire-" + name, Threads.Kind.URGENT, tripwire::run);
            }
        });
    }

    private void askers(Map<String, Medium> media) {
        List<String> direct = context.directorYaml().signs().direct();
        laidOver.forEach((name, link) -> {
            List<Asker> all = new ArrayList<>(List.of(new PortAsker(link::peerSocket)));
            String device = media.containsKey(name) ? media.get(name).name() : "";
            if (direct.contains(device)) {
                all.add(new NeighbourAsker(device, link::peerAddress, ground.interfaces()));
            }
            signs.asks(name, all);
        });
    }

    private void takeIn(String link) {
        laidOver.remove(link);
        signs.withdrawTripwire(link);
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
                            && !held.address().isLinkLocalAddress()
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
        if (carriers != null && !carriers.devices().equals(direct)) {
            carriers.close();
            carriers = null;
        }
        if (carriers == null && !direct.isEmpty()) {
            carriers = Carriers.watch(direct, signs, threads);
        }
        if (carriers != null) {
            carriers.links(media);
        }
    }

    @Override
    public synchronized void close() {
        signs.close();
        if (carriers != null) {
            carriers.close();
        }
        if (door != null) {
            door.close();
        }
    }
}
