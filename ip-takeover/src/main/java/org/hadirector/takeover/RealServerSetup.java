package org.hadirector.takeover;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hadirector.linux.DeviceAddress;
import org.hadirector.linux.Interfaces;
import org.hadirector.linux.NetworkDevice;
import org.hadirector.linux.Route;
import org.hadirector.linux.Sysctls;
import org.hadirector.takeover.RealServerState.Setting;

/**
 * Makes this machine a real server for direct routing: it accepts packets for the VIP and neither answers nor speaks
 * ARP for it. Works in the network namespace of the calling thread; start and stop are idempotent.
 *
 * <p>Shell twin: {@code sysctl net.ipv4.conf.{all,eth0}.{arp_ignore=1,arp_announce=2}}, and only then {@code ip addr
 * add VIP/32 dev lo label lo:0}. IPv6 needs the address only: a solicitation is answered by the interface that has it.
 */
public final class RealServerSetup {
    static final String LOOPBACK = "lo";
    static final String ARP_IGNORE = "arp_ignore";
    static final String ARP_ANNOUNCE = "arp_announce";
    /** The kernel uses the greater of the value for all and that of the interface. */
    static final String ALL = "all";

    private static final int MAX_ALIASES = 512;

    private final AddressTable addresses;
    private final Interfaces interfaces;
    private final Sysctls sysctls;
    private final Path stateFile;

    /** @param stateFile remembers the former settings from start to stop */
    public RealServerSetup(AddressTable addresses, Interfaces interfaces, Sysctls sysctls, Path stateFile) {
        this.addresses = addresses;
        this.interfaces = interfaces;
        this.sysctls = sysctls;
        this.stateFile = stateFile;
    }

    /**
     * Closes the ARP leaks, then adds the address.
     *
     * @param lan the interface towards the director, null to find it by the subnets and routes
     * @throws IOException names the step that failed; what was done stays, and stop undoes it
     */
    public void start(InetAddress vip, String lan) throws IOException, ConfigException {
        String device = lan(vip, lan);
        RealServerState state = RealServerState.read(stateFile);
        state.vips().add(vip);
        List<Setting> wanted = vip instanceof Inet4Address ? wanted(device) : List.of();
        for (Setting setting : wanted) {
            if (!closesLeak(setting)) {
                state.former().putIfAbsent(setting, sysctls.ipv4Conf(setting.device(), setting.name()));
            }
        }
        state.write(); // before the first change: whatever happens, stop knows what to put back
        for (Setting setting : wanted) {
            if (!closesLeak(setting)) {
                sysctls.setIpv4Conf(setting.device(), setting.name(), value(setting.name()));
            }
        }
        if (held(vip).isEmpty()) {
            addresses.add(loopbackVip(vip, freeLabel()), AddressTable.FOREVER);
        }
    }

    /**
     * Takes the address from loopback; after the last one the former settings return, except those that somebody
     * changed meanwhile.
     */
    public void stop(InetAddress vip) throws IOException {
        addresses.remove(loopbackVip(vip, LOOPBACK));
        RealServerState state = RealServerState.read(stateFile);
        Set<InetAddress> left = new HashSet<>();
        loopback().addresses().forEach(held -> left.add(held.address()));
        state.vips().retainAll(left);
        if (state.vips().stream().noneMatch(Inet4Address.class::isInstance)) {
            restore(state);
        }
        state.write();
    }

    /** Looks at every condition of a working real server and changes nothing. */
    public List<RealServerCheck.Condition> check(InetAddress vip, String lan) throws IOException, ConfigException {
        String device = lan(vip, lan);
        List<RealServerCheck.Condition> conditions = new ArrayList<>();
        conditions.add(RealServerCheck.address(vip, held(vip)));
        conditions.add(RealServerCheck.notOn(vip, interfaces.all()));
        if (vip instanceof Inet4Address) {
            for (String name : List.of(ARP_IGNORE, ARP_ANNOUNCE)) {
                int effective = Math.max(sysctls.ipv4Conf(ALL, name), sysctls.ipv4Conf(device, name));
                conditions.add(RealServerCheck.sysctl(device, name, effective));
            }
        }
        return conditions;
    }

    private void restore(RealServerState state) throws IOException {
        for (Map.Entry<Setting, Integer> each : state.former().entrySet()) {
            Setting setting = each.getKey();
            boolean exists = setting.device().equals(ALL)
                    || interfaces.find(setting.device()).isPresent();
            if (exists && sysctls.ipv4Conf(setting.device(), setting.name()) == value(setting.name())) {
                sysctls.setIpv4Conf(setting.device(), setting.name(), each.getValue());
            }
        }
        state.former().clear();
    }

    private static List<Setting> wanted(String device) {
        return List.of(
                new Setting(ALL, ARP_IGNORE),
                new Setting(ALL, ARP_ANNOUNCE),
                new Setting(device, ARP_IGNORE),
                new Setting(device, ARP_ANNOUNCE));
    }

    private boolean closesLeak(Setting setting) throws IOException {
        return RealServerCheck.closesLeak(setting.name(), sysctls.ipv4Conf(setting.device(), setting.name()));
    }

    private static int value(String name) {
        return name.equals(ARP_IGNORE) ? 1 : 2;
    }

    private List<DeviceAddress> held(InetAddress vip) throws IOException {
        return loopback().addresses().stream()
                .filter(held -> held.address().equals(vip))
                .toList();
    }

    private NetworkDevice loopback() throws IOException {
        return interfaces.find(LOOPBACK).orElseThrow(() -> new IOException("no interface " + LOOPBACK));
    }

    private String freeLabel() throws IOException {
        Set<String> taken = new HashSet<>();
        loopback().addresses().forEach(held -> taken.add(held.label()));
        for (int alias = 0; alias < MAX_ALIASES; alias++) {
            if (!taken.contains(LOOPBACK + ":" + alias)) {
                return LOOPBACK + ":" + alias;
            }
        }
        throw new IOException("no alias of " + LOOPBACK + " is free");
    }

    private static Vip loopbackVip(InetAddress vip, String label) {
        int bits = vip instanceof Inet4Address ? Integer.SIZE : 128;
        return new Vip(vip, bits, null, LOOPBACK, label);
    }

    private String lan(InetAddress vip, String named) throws IOException, ConfigException {
        List<NetworkDevice> devices = interfaces.all();
        List<String> names = devices.stream()
                .filter(device -> !device.loopback())
                .map(NetworkDevice::name)
                .toList();
        if (named != null && !names.contains(named)) {
            throw new ConfigException("there is no LAN interface " + named, "name one of " + String.join(", ", names));
        }
        Optional<String> found = Optional.ofNullable(named).or(() -> devices.stream()
                .filter(device -> !device.loopback())
                .filter(device -> device.addresses().stream().anyMatch(held -> held.subnetContains(vip)))
                .map(NetworkDevice::name)
                .findFirst());
        if (found.isEmpty()) {
            found = routed(vip);
        }
        return found.orElseThrow(() -> new ConfigException(
                "no interface leads to the network of " + vip.getHostAddress(),
                "name the one towards the director: one of " + String.join(", ", names)));
    }

    /** A server behind a router (tunnelling): the way to the VIP, or, the VIP being local already, to the gateway. */
    private Optional<String> routed(InetAddress vip) throws IOException {
        Optional<Route> route = interfaces.routeTo(vip).filter(way -> !way.local());
        if (route.isEmpty()) {
            Interfaces.Family family = vip instanceof Inet4Address ? Interfaces.Family.IPV4 : Interfaces.Family.IPV6;
            Optional<InetAddress> gateway = interfaces.defaultGateway(family, null);
            route = gateway.isPresent() ? interfaces.routeTo(gateway.get()) : Optional.empty();
        }
        return route.map(Route::device);
    }
}
