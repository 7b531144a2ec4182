package org.hadirector.director.golden;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.hadirector.heartbeat.config.Ipv4Text;
import org.hadirector.heartbeat.config.NodeFacts;
import org.hadirector.heartbeat.config.SystemNodeFacts;

/** The machine on which {@code config/} was recorded: ha1.example, as the README beside the vectors describes it. */
record GoldenNode(String nodeName) implements NodeFacts {
    private static final SystemNodeFacts SYSTEM = new SystemNodeFacts();
    /** In the order of their numbers. */
    private static final List<String> INTERFACES = List.of("lo", "eth0", "eth1");

    private static final Map<String, String> HOSTS = Map.of("ha1.example", "10.77.0.5", "ha2.example", "10.77.0.7");
    private static final Map<String, Account> USERS =
            Map.of("root", new Account(0, 0), "hacluster", new Account(104, 107), "nobody", new Account(65534, 65534));
    private static final Map<String, Integer> GROUPS = Map.of("root", 0, "haclient", 107, "nogroup", 65534);

    @Override
    public boolean hasInterface(String name) {
        return INTERFACES.contains(name);
    }

    @Override
    public OptionalInt interfaceIndex(String name) {
        int place = INTERFACES.indexOf(name);
        return place < 0 ? OptionalInt.empty() : OptionalInt.of(place + 1);
    }

    @Override
    public Device device(String path) {
        return path.equals("/dev/ttyS0") ? Device.CHARACTER_DEVICE : SYSTEM.device(path);
    }

    @Override
    public boolean isLocal(InetAddress address) {
        return Set.of("10.77.0.5", "10.77.1.5").contains(address.getHostAddress());
    }

    @Override
    public Optional<InetAddress> resolve(String host) {
        if (host.indexOf(':') >= 0) {
            return SYSTEM.resolve(host);
        }
        return Ipv4Text.parseShort(HOSTS.getOrDefault(host.toLowerCase(Locale.ROOT), host))
                .map(InetAddress.class::cast);
    }

    @Override
    public Optional<Account> user(String name) {
        return Optional.ofNullable(USERS.get(name));
    }

    @Override
    public OptionalInt group(String name) {
        return GROUPS.containsKey(name) ? OptionalInt.of(GROUPS.get(name)) : OptionalInt.empty();
    }

    @Override
    public boolean directory(String path) {
        return SYSTEM.directory(path);
    }

    @Override
    public boolean executable(String path) {
        return SYSTEM.executable(path);
    }
}
