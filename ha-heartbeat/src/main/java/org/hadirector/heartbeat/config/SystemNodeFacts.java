package org.hadirector.heartbeat.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** {@link NodeFacts} of the machine, seen from the calling thread's network namespace. */
public final class SystemNodeFacts implements NodeFacts {
    /** Major number of /dev/null, /dev/zero and their kin. */
    private static final long MEMORY_DEVICES = 1;

    private static final Path SERVICES = Path.of("/etc/services");
    private static final Path ROUTES = Path.of("/proc/sys/net/ipv4/ip_forward");
    private static final Path ROUTES_IPV6 = Path.of("/proc/sys/net/ipv6/conf/all/forwarding");
    /** proc(5): destination and gateway in hexadecimal; both are of the thread's network namespace. */
    private static final Path GATEWAYS = Path.of("/proc/thread-self/net/route");

    private static final Path GATEWAYS_IPV6 = Path.of("/proc/thread-self/net/ipv6_route");
    private static final Path HOSTNAME = Path.of("/proc/sys/kernel/hostname");

    @Override
    public String nodeName() {
        try {
            return Files.readString(HOSTNAME).strip();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + HOSTNAME, e);
        }
    }

    @Override
    public boolean hasInterface(String name) {
        try {
            return NetworkInterface.getByName(name) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    @Override
    public OptionalInt interfaceIndex(String name) {
        try {
            NetworkInterface device = NetworkInterface.getByName(name);
            return device == null ? OptionalInt.empty() : OptionalInt.of(device.getIndex());
        } catch (SocketException e) {
            return OptionalInt.empty();
        }
    }

    @Override
    public Device device(String path) {
        try {
            Map<String, Object> attributes = Files.readAttributes(Path.of(path), "unix:isOther,rdev");
            // "other" is what neither is a file nor a directory; sockets and block devices are ruled out by the open
            boolean other = Boolean.TRUE.equals(attributes.get("isOther"));
            long rdev = attributes.get("rdev") instanceof Long number ? number : 0;
            if (!other) {
                return Device.SOMETHING_ELSE;
            }
            return rdev >> 8 == MEMORY_DEVICES ? Device.NO_TERMINAL : Device.CHARACTER_DEVICE;
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
            return Device.MISSING;
        }
    }

    @Override
    public boolean isLocal(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    @Override
    public Optional<InetAddress> resolve(String host) {
        if (Ipv4Text.looksNumeric(host)) {
            return Ipv4Text.parseShort(host).map(InetAddress.class::cast); // never a question to a name server
        }
        try {
            return Optional.of(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Account> user(String name) {
        return SystemAccounts.find("passwd", name)
                .map(fields -> new Account(Integer.parseInt(fields[2]), Integer.parseInt(fields[3])));
    }

    @Override
    public OptionalInt group(String name) {
        return SystemAccounts.find("group", name).stream()
                .mapToInt(fields -> Integer.parseInt(fields[2]))
                .findFirst();
    }

    @Override
    public Set<String> members(String group) {
        return SystemAccounts.find("group", group)
                .map(fields -> (Set<String>) new HashSet<>(List.of(fields[3].split(","))))
                .orElse(Set.of());
    }

    @Override
    public Optional<String> udpService(int port) {
        return ServiceNames.udp(SERVICES, port);
    }

    @Override
    public boolean routes(boolean ipv6) {
        try {
            return !Files.readString(ipv6 ? ROUTES_IPV6 : ROUTES).strip().equals("0");
        } catch (IOException e) {
            return false; // a kernel without that family
        }
    }

    @Override
    public boolean gateway() {
        return anyLine(GATEWAYS, "\\S+\\s+00000000\\s+(?!00000000)[0-9A-F]{8}\\s.*")
                || anyLine(GATEWAYS_IPV6, "0{32} 00 \\S+ \\S+ (?!0{32})[0-9a-f]{32} .*");
    }

    private static boolean anyLine(Path table, String shape) {
        try {
            return Files.readAllLines(table).stream().anyMatch(line -> line.matches(shape));
        } catch (IOException e) {
            return false; // a kernel without that family
        }
    }

    @Override
    public boolean directory(String path) {
        try {
            return Files.isDirectory(Path.of(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    @Override
    public boolean executable(String path) {
        try {
            Path file = Path.of(path);
            return Files.isRegularFile(file) && Files.isExecutable(file);
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
