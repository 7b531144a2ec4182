package org.hadirector.resource.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Names from a table, so that tests ask no resolver: {@code rsN} is 192.168.9.N. */
public final class TableNames implements NameService {
    private static final Map<String, Integer> PORTS = Map.of("http", 80, "domain", 53, "https", 443);

    @Override
    public Optional<InetAddress> host(String name, boolean six) {
        String text = name.matches("rs[1-9]") ? "192.168.9." + name.charAt(2) : name;
        return Optional.ofNullable(Addresses.literal(text)).filter(address -> address instanceof Inet6Address == six);
    }

    @Override
    public OptionalInt port(String service, String protocol) {
        Integer port = PORTS.get(service);
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }
}
