package org.hadirector.director.run;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.link.StatusMessage;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.linux.Interfaces;
import org.hadirector.linux.LinkMonitor;
import org.hadirector.linux.LinuxException;
import org.hadirector.takeover.AddressProbe;
import org.hadirector.takeover.LanProbe;
import org.hadirector.takeover.NdpProbe;
import org.hadirector.takeover.Vip;

/**
 * The deciding duty's ears on the LANs of the service addresses: who answers for a VIP, which witnesses answer, whether
 * the cable is alive. Owned by the deciding duty; what it hears goes into the inbox.
 */
final class LanWatch implements AutoCloseable {
    private final Map<String, List<Vip>> groups;
    private final Map<String, Set<InetAddress>> witnesses;
    private final Map<String, List<AddressProbe>> probes = new LinkedHashMap<>();
    private final Map<String, VipRounds> rounds = new HashMap<>();
    private final Map<String, String> failures = new HashMap<>();

    private final LinkMonitor monitor;

    private final Inbox inbox;
    private Supplier<Set<InetAddress>> peers = Set::of;
    /** The peer's addresses as they were asked last. */
    private Set<InetAddress> askedPeers = Set.of();

    private Answered confirmed = (vip, by, nowNs) -> {};
    private long polledNs;
    private List<String> stations = List.of();

    private LanWatch(
            Map<String, List<Vip>> groups, Map<String, Set<InetAddress>> witnesses, LinkMonitor monitor, Inbox inbox) {
        this.groups = groups;
        this.witnesses = witnesses;
        this.monitor = monitor;
        this.inbox = inbox;
    }

    /**
     * Opens a probe for every device that a VIP lives on.
     *
     * @param groups the addresses of each group
     * @param witnesses stations that should answer, by device
     */
    static LanWatch open(
            Map<String, List<Vip>> groups, Map<String, Set<InetAddress>> witnesses, Interfaces interfaces, Inbox inbox)
            throws LinuxException {
        Set<String> devices = new LinkedHashSet<>();
        groups.values().forEach(vips -> vips.forEach(vip -> devices.add(vip.device())));
        LanWatch watch = new LanWatch(groups, witnesses, LinkMonitor.open(devices), inbox);
        try {
            for (String device : devices) {
                watch.open(device, interfaces);
            }
        } catch (LinuxException e) {
            watch.close();
            throw e;
        }
        return watch;
    }

    /** Tells the inbox how the carriers are; later changes are told by {@link #poll}. */
    void tellCarriers() {
        groups.keySet().forEach(this::tellCarrier);
        tellStations();
    }

    /** ARP always, for the stations that prove our LAN may all be of IPv4; neighbour discovery for IPv6 addresses. */
    private void open(String device, Interfaces interfaces) throws LinuxException {
        List<InetAddress> vips = groups.values().stream()
                .flatMap(List::stream)
                .filter(vip -> vip.device().equals(device))
                .map(Vip::address)
                .toList();
        List<AddressProbe> ears = new ArrayList<>();
        probes.put(device, ears);
        ears.add(LanProbe.open(device, interfaces));
        if (vips.stream().anyMatch(Inet6Address.class::isInstance)) {
            ears.add(NdpProbe.open(device, interfaces));
        }
        for (AddressProbe ear : ears) {
            ear.watch(vips);
        }
    }

    /** Hears that a station answered to one of the addresses. */
    @FunctionalInterface
    interface Answered {
        void answered(InetAddress vip, InetAddress by, long nowNs);
    }

    void onConfirmed(Answered listener) {
        confirmed = listener;
    }

    /** Asks the LAN of an address that is up here from that address; false when nobody is known there. */
    boolean ask(Vip vip, int most) throws IOException {
        return ear(vip).confirm(vip.address(), witnesses.getOrDefault(vip.device(), Set.of()), most);
    }

    /** Announces an address that is up here in one form. */
    void announce(Vip vip, AddressProbe.Form form) throws IOException {
        ear(vip).announce(vip.address(), form);
    }

    private AddressProbe ear(Vip vip) throws IOException {
        return probes.get(vip.device()).stream()
                .filter(ear -> ear.speaks(vip.address()))
                .findFirst()
                .orElseThrow(() -> new IOException("no probe for " + vip));
    }

    /**
     * Witnesses, and the peer's own addresses: who answers for these hears us, and would answer for a VIP it serves.
     */
    private Set<InetAddress> stations(String device) {
        askedPeers = peers.get();
        Set<InetAddress> stations = new LinkedHashSet<>(witnesses.getOrDefault(device, Set.of()));
        stations.addAll(askedPeers);
        return stations;
    }

    /** Where the peer's own addresses are learned. */
    void peers(Supplier<Set<InetAddress>> ofPeer) {
        peers = ofPeer;
    }

    /** Sends one round of probes for a group; never blocks. */
    void probe(String group) {
        List<Vip> vips = rounds.computeIfAbsent(group, key -> new VipRounds(groups.get(key)))
                .next();
        Set<String> devices = new LinkedHashSet<>();
        vips.forEach(vip -> devices.add(vip.device()));
        tellStations();
        for (String device : devices) {
            for (AddressProbe ear : probes.get(device)) {
                List<InetAddress> asked = vips.stream()
                        .filter(vip -> vip.device().equals(device) && ear.speaks(vip.address()))
                        .map(Vip::address)
                        .toList();
                try {
                    ear.probe(asked, stations(device), null);
                } catch (IOException e) {
                    inbox.offer(new Input.ProbeFailed(group, e.getMessage()));
                }
            }
        }
    }

    /** The peer wants to know us from strangers; a bond may change its address at any time. */
    private void tellStations() {
        List<String> now = new ArrayList<>();
        for (List<AddressProbe> ears : probes.values()) {
            try {
                String mac = ears.get(0).ownMac().toString();
                if (!now.contains(mac) && now.size() < StatusMessage.Surroundings.MAX_STATIONS) {
                    now.add(mac);
                }
            } catch (LinuxException e) {
                return; // the device is gone or down: what was said holds, and the probe itself will complain
            }
        }
        if (!now.equals(stations)) {
            stations = now;
            inbox.offer(new Input.OwnStations(now));
        }
    }

    /** Puts what was heard since the last call into the inbox; never blocks. */
    void poll(long nowNs) {
        polledNs = nowNs;
        probes.forEach((device, ears) -> ears.forEach(ear -> poll(device, ear)));
        try {
            monitor.poll((device, up) -> groups.forEach((group, vips) -> {
                if (vips.stream().anyMatch(vip -> vip.device().equals(device))) {
                    tellCarrier(group);
                    refresh(device);
                }
            }));
        } catch (LinuxException e) {
            failures.put("carrier", e.getMessage());
        }
    }

    private void poll(String device, AddressProbe probe) {
        try {
            probe.poll(new AddressProbe.Listener() {
                @Override
                public void vipAnswered(InetAddress address, HardwareAddress mac) {
                    tell(address, group -> new Input.VipAnswered(group, mac.toString(), address.getHostAddress()));
                }

                @Override
                public void vipProbed(InetAddress address, HardwareAddress mac) {
                    tell(address, group -> new Input.VipProbed(group, mac.toString()));
                }

                @Override
                public void vipConfirmed(InetAddress vip, InetAddress by) {
                    confirmed.answered(vip, by, polledNs);
                }

                @Override
                public void witnessAnswered(InetAddress station) {
                    // the peer alone is no witness: when it dies our LAN is none the worse
                    boolean witness = witnesses.getOrDefault(device, Set.of()).contains(station);
                    boolean peer = askedPeers.contains(station);
                    groups.forEach((group, vips) -> {
                        boolean here =
                                vips.stream().anyMatch(vip -> vip.device().equals(device));
                        if (here && witness) {
                            inbox.offer(new Input.LanAnswered(group, station.getHostAddress(), device));
                        }
                        if (here && peer) {
                            inbox.offer(new Input.PeerAnswered(group, device));
                        }
                    });
                }
            });
        } catch (LinuxException e) {
            failures.put(device, e.getMessage());
        }
    }

    private void tell(InetAddress address, Function<String, Input> input) {
        groups.forEach((group, vips) -> {
            if (vips.stream().anyMatch(vip -> vip.address().equals(address))) {
                inbox.offer(input.apply(group));
            }
        });
    }

    private void refresh(String device) {
        try {
            for (AddressProbe ear : probes.get(device)) {
                ear.refresh();
            }
        } catch (LinuxException e) {
            failures.put(device, e.getMessage());
        }
    }

    private void tellCarrier(String group) {
        boolean up = groups.get(group).stream().allMatch(vip -> monitor.carrier(vip.device()));
        inbox.offer(new Input.CarrierChanged(group, up));
    }

    /** What {@link #poll} waits for. */
    List<Integer> descriptors() {
        List<Integer> fds = new ArrayList<>();
        probes.values().forEach(ears -> ears.forEach(ear -> fds.add(ear.fd())));
        fds.add(monitor.fd());
        return fds;
    }

    @Override
    public void close() {
        probes.values().forEach(ears -> ears.forEach(AddressProbe::close));
        monitor.close();
    }
}
