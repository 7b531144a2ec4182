package org.hadirector.director.run;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.linux.Interfaces;
import org.hadirector.linux.LinkMonitor;
import org.hadirector.linux.LinuxException;
import org.hadirector.takeover.LanProbe;
import org.hadirector.takeover.Vip;

/**
 * The deciding duty's ears on the LANs of the service addresses: who answers for a VIP, which witnesses answer, whether
 * the cable is alive. Owned by the deciding duty; what it hears goes into the inbox.
 */
final class LanWatch implements AutoCloseable {
    private final Map<String, List<Vip>> groups;
    private final Map<String, Set<InetAddress>> witnesses;
    private final Map<String, LanProbe> probes = new LinkedHashMap<>();
    private final Map<String, String> failures = new HashMap<>();
    private final LinkMonitor monitor;
    private final Inbox inbox;

    private LanWatch(
            Map<String, List<Vip>> groups, Map<String, Set<InetAddress>> witnesses, LinkMonitor monitor, Inbox inbox) {
        this.groups = groups;
        this.witnesses = witnesses;
        this.monitor = monitor;
        this.inbox = inbox;
    }

    /**
     * Opens a probe for every device that a VIP lives on and tells the inbox about its carrier.
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
                LanProbe probe = LanProbe.open(device, interfaces);
                watch.probes.put(device, probe);
                probe.watch(groups.values().stream()
                        .flatMap(List::stream)
                        .filter(vip -> vip.device().equals(device))
                        .map(Vip::address)
                        .toList());
            }
        } catch (LinuxException e) {
            watch.close();
            throw e;
        }
        groups.keySet().forEach(watch::tellCarrier);
        return watch;
    }

    /** Sends one round of probes for a group; never blocks. */
    void probe(String group) {
        for (Vip vip : groups.get(group)) {
            if (vip.address() instanceof Inet4Address) {
                try {
                    probes.get(vip.device()).probe(vip.address(), witnesses.getOrDefault(vip.device(), Set.of()), null);
                } catch (IOException e) {
                    inbox.offer(new Input.ProbeFailed(group, e.getMessage()));
                }
            }
        }
    }

    /** Puts what was heard since the last call into the inbox; never blocks. */
    void poll() {
        probes.forEach(this::poll);
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

    private void poll(String device, LanProbe probe) {
        try {
            probe.poll(new LanProbe.Listener() {
                @Override
                public void vipAnswered(InetAddress address, HardwareAddress mac) {
                    tell(address, group -> new Input.VipAnswered(group, mac.toString()));
                }

                @Override
                public void vipProbed(InetAddress address, HardwareAddress mac) {
                    tell(address, group -> new Input.VipProbed(group, mac.toString()));
                }

                @Override
                public void witnessAnswered(InetAddress witness) {
                    groups.forEach((group, vips) -> {
                        if (vips.stream().anyMatch(vip -> vip.device().equals(device))) {
                            inbox.offer(new Input.LanAnswered(group, witness.getHostAddress()));
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
            probes.get(device).refresh();
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
        probes.values().forEach(probe -> fds.add(probe.fd()));
        fds.add(monitor.fd());
        return fds;
    }

    @Override
    public void close() {
        probes.values().forEach(LanProbe::close);
        monitor.close();
    }
}
