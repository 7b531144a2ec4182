package org.hadirector.takeover;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hadirector.linux.DeviceAddress;
import org.hadirector.linux.Interfaces;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.NetworkDevice;
import org.hadirector.linux.Route;

/**
 * The argument of the resource agents IPaddr and IPaddr2: {@code IP[/mask[/interface[:label]][/broadcast]]}. Parsing is
 * pure; {@link #resolve} fills in what was left out by looking at the machine.
 *
 * @param address the service address
 * @param prefixLength -1 when left out
 * @param broadcast null when left out
 * @param device null when left out
 * @param label the whole label such as {@code eth0:0}, null when left out
 */
public record VipArgument(InetAddress address, int prefixLength, InetAddress broadcast, String device, String label) {
    private static final int MAX_NAME = 15;
    private static final int MAX_ALIASES = 512;
    private static final String GRAMMAR =
            "write IP[/mask[/interface[:label]][/broadcast]], such as" + " 192.168.6.240/24/eth0/192.168.6.255";

    /** Reads the argument; IPv4 masks may be bits or dotted. */
    public static VipArgument parse(String text) throws ConfigException {
        String[] parts = text.split("/", -1);
        if (parts.length > 4) {
            throw new ConfigException("\"" + text + "\" has too many parts", GRAMMAR);
        }
        InetAddress address = AddressText.parse(parts[0]);
        int prefix = parts.length > 1 ? prefixLength(parts[1], address, text) : -1;
        String device = null;
        String label = null;
        InetAddress broadcast = null;
        for (int at = 2; at < parts.length; at++) {
            String part = parts[at];
            if (part.isEmpty()) {
                throw new ConfigException("\"" + text + "\" has an empty part", GRAMMAR);
            } else if (isAddress(part) && broadcast == null) {
                broadcast = broadcast(part, address);
            } else if (device == null && broadcast == null) {
                device = part.split(":", 2)[0];
                label = part.contains(":") ? part : null;
                checkName(part, device);
            } else {
                throw new ConfigException("\"" + part + "\" is out of place in \"" + text + "\"", GRAMMAR);
            }
        }
        return new VipArgument(address, prefix, broadcast, device, label);
    }

    /**
     * The address as it shall stand on the machine: the interface from the routes, the label {@code eth0:N} with the
     * lowest free N, unless the argument names them. An address that stands there already, left by a predecessor, keeps
     * its label.
     *
     * @param promised labels chosen before for other addresses that are not up yet
     */
    public Vip resolve(Interfaces interfaces, Collection<String> promised) throws ConfigException, LinuxException {
        List<NetworkDevice> devices = interfaces.all();
        String chosen = device != null ? device : routedDevice(interfaces, devices);
        NetworkDevice on = devices.stream()
                .filter(candidate -> candidate.name().equals(chosen))
                .findFirst()
                .orElseThrow(() -> new ConfigException(
                        "there is no interface " + chosen + " for " + address.getHostAddress(),
                        "name one of " + names(devices)));
        int bits = address instanceof Inet4Address ? Integer.SIZE : 128;
        int prefix = prefixLength >= 0 ? prefixLength : bits;
        InetAddress everybody = broadcast != null ? broadcast : broadcastOf(prefix);
        String named = label != null ? label : freeLabel(on, devices, promised);
        return new Vip(address, prefix, everybody, chosen, named);
    }

    private String routedDevice(Interfaces interfaces, List<NetworkDevice> devices)
            throws ConfigException, LinuxException {
        Optional<String> routed =
                interfaces.routeTo(address).filter(route -> !route.local()).map(Route::device);
        // A local address is a leftover or a real server's loopback VIP: then the subnets must tell.
        return routed.or(() -> subnetDevice(devices))
                .orElseThrow(() -> new ConfigException(
                        "no interface leads to " + address.getHostAddress(),
                        "name it: " + address.getHostAddress() + "/24/eth0, with one of " + names(devices)));
    }

    private Optional<String> subnetDevice(List<NetworkDevice> devices) {
        String best = null;
        int bestPrefix = -1;
        for (NetworkDevice candidate : devices) {
            for (DeviceAddress held : candidate.addresses()) {
                boolean better = held.prefixLength() > bestPrefix && held.subnetContains(address);
                if (better && !candidate.loopback()) {
                    best = candidate.name();
                    bestPrefix = held.prefixLength();
                }
            }
        }
        return Optional.ofNullable(best);
    }

    private String freeLabel(NetworkDevice on, List<NetworkDevice> devices, Collection<String> promised)
            throws ConfigException {
        for (DeviceAddress held : on.addresses()) {
            boolean alias = held.label().startsWith(on.name() + ":");
            if (held.address().equals(address) && alias && !promised.contains(held.label())) {
                return held.label();
            }
        }
        Set<String> taken = new HashSet<>(promised);
        devices.forEach(each -> each.addresses().forEach(held -> taken.add(held.label())));
        for (int alias = 0; alias < MAX_ALIASES; alias++) {
            String candidate = on.name() + ":" + alias;
            if (candidate.length() > MAX_NAME) {
                break;
            }
            if (!taken.contains(candidate)) {
                return candidate;
            }
        }
        throw new ConfigException("no alias of " + on.name() + " is free", "name a label: " + on.name() + ":vip");
    }

    private InetAddress broadcastOf(int prefix) {
        if (!(address instanceof Inet4Address) || prefix > 30) {
            return null;
        }
        byte[] octets = address.getAddress();
        for (int bit = prefix; bit < Integer.SIZE; bit++) {
            octets[bit / Byte.SIZE] |= (byte) (0x80 >> bit % Byte.SIZE);
        }
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // four octets always are an address
        }
    }

    private static int prefixLength(String mask, InetAddress address, String text) throws ConfigException {
        int bits = address instanceof Inet4Address ? Integer.SIZE : 128;
        if (mask.matches("[0-9]{1,3}") && Integer.parseInt(mask) <= bits) {
            return Integer.parseInt(mask);
        }
        if (address instanceof Inet4Address && isAddress(mask)) {
            byte[] octets = AddressText.parse(mask).getAddress();
            int value = ByteBuffer.wrap(octets).getInt();
            int length = Integer.numberOfLeadingZeros(~value);
            if (octets.length == Integer.BYTES && (length == 32 || value << length == 0)) {
                return length;
            }
        }
        throw new ConfigException(
                "\"" + mask + "\" in \"" + text + "\" is not a netmask of " + bits + " bits or less", GRAMMAR);
    }

    private static InetAddress broadcast(String part, InetAddress address) throws ConfigException {
        InetAddress broadcast = AddressText.parse(part);
        if (!(address instanceof Inet4Address) || !(broadcast instanceof Inet4Address)) {
            throw new ConfigException(
                    "\"" + part + "\" is not the broadcast address of an IPv4 network", "leave it out for IPv6");
        }
        return broadcast;
    }

    private static void checkName(String whole, String device) throws ConfigException {
        boolean bad = device.isEmpty() || whole.length() > MAX_NAME || whole.endsWith(":") || whole.matches(".*\\s.*");
        if (bad) {
            throw new ConfigException(
                    "\"" + whole + "\" is not an interface with a label",
                    "interface and label together have at most " + MAX_NAME + " characters, such as eth0:0");
        }
    }

    private static boolean isAddress(String text) {
        return text.matches("[0-9.]+") && text.contains(".");
    }

    private static String names(List<NetworkDevice> devices) {
        return String.join(
                ", ",
                devices.stream()
                        .filter(device -> !device.loopback())
                        .map(NetworkDevice::name)
                        .toList());
    }
}
