package org.hadirector.lvs.golden;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.ipvsadm.NameService;
import org.hadirector.lvs.ipvsadm.SystemNames;

/** The names of the lab in which the vectors were recorded: its hosts file, Debian's services file. */
final class GoldenNames implements NameService {
    private static final Map<String, String> HOSTS = Map.of(
            "10.1.0.1", "www.example",
            "10.1.0.2", "a-very-long-virtual-host-name.cluster.example",
            "192.168.0.1", "rs1.example",
            "192.168.0.2", "rs2",
            "192.168.0.3", "a-very-long-real-server-name.cluster.example",
            "fd01::1", "www6.example",
            "fd00::1", "rs1-6.example");
    private static final Map<String, String> ALIASES = Map.of("vip1", "10.1.0.1", "rs1", "192.168.0.1");

    private final NameService services;

    GoldenNames(Path servicesFile) {
        services = new SystemNames(servicesFile);
    }

    @Override
    public Optional<String> host(InetAddress address) {
        return HOSTS.entrySet().stream()
                .filter(entry -> Segment.address(entry.getKey()).equals(address))
                .map(Map.Entry::getValue)
                .findAny();
    }

    @Override
    public Optional<InetAddress> address(String host) {
        String alias = ALIASES.get(host.toLowerCase(Locale.ROOT));
        if (alias != null) {
            return Optional.of(Segment.address(alias));
        }
        return HOSTS.entrySet().stream()
                .filter(entry -> entry.getValue().equalsIgnoreCase(host)
                        && !entry.getKey().contains(":"))
                .map(entry -> Segment.address(entry.getKey()))
                .findAny();
    }

    @Override
    public Optional<String> service(int port, String protocol) {
        return services.service(port, protocol);
    }

    @Override
    public OptionalInt port(String service, String protocol) {
        return services.port(service, protocol);
    }
}
