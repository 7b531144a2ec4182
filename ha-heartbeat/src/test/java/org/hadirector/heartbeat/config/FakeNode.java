package org.hadirector.heartbeat.config;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A machine as a test wants it: name, interfaces, terminals, own addresses. Knows no name server. */
record FakeNode(String nodeName, Set<String> interfaces, Set<String> terminals, Set<String> addresses)
        implements NodeFacts {
    static FakeNode ha1() {
        return new FakeNode("ha1.example", Set.of("eth0", "eth1"), Set.of("/dev/ttyS0"), Set.of("10.77.1.5"));
    }

    @Override
    public boolean hasInterface(String name) {
        return interfaces.contains(name);
    }

    @Override
    public OptionalInt interfaceIndex(String name) {
        return name.matches("eth[01]") ? OptionalInt.of(1 + name.charAt(3) - '0') : OptionalInt.empty();
    }

    @Override
    public Device device(String path) {
        if (terminals.contains(path)) {
            return Device.CHARACTER_DEVICE;
        }
        return path.equals("/etc/passwd") ? Device.SOMETHING_ELSE : Device.MISSING;
    }

    @Override
    public boolean isLocal(InetAddress address) {
        return addresses.contains(address.getHostAddress());
    }

    @Override
    public Optional<InetAddress> resolve(String host) {
        return Ipv4Text.parse(host).map(InetAddress.class::cast);
    }

    @Override
    public Optional<Account> user(String name) {
        return Map.of("root", new Account(0, 0), "hacluster", new Account(104, 107)).entrySet().stream()
                .filter(entry -> entry.getKey().equals(name))
                .map(Map.Entry::getValue)
                .findAny();
    }

    @Override
    public OptionalInt group(String name) {
        return name.equals("haclient") ? OptionalInt.of(107) : OptionalInt.empty();
    }

    @Override
    public Optional<String> udpService(int port) {
        return Optional.ofNullable(Map.of(123, "ntp", 694, "ha-cluster").get(port));
    }

    @Override
    public boolean directory(String path) {
        return path.equals("/bin/");
    }

    @Override
    public boolean executable(String path) {
        return path.startsWith("/bin/");
    }
}
