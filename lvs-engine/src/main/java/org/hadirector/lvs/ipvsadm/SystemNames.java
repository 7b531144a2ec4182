package org.hadirector.lvs.ipvsadm;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The names this machine knows: its resolver and {@code /etc/services}. A look-up may wait for the network. */
public final class SystemNames implements NameService {
    private final Path servicesFile;
    /** Null until somebody asks. */
    private ServicesFile services;

    /** @param servicesFile {@code /etc/services}, read when first asked for; a missing one means numbers only */
    public SystemNames(Path servicesFile) {
        this.servicesFile = servicesFile;
    }

    private synchronized ServicesFile services() {
        if (services == null) {
            services = new ServicesFile(lines());
        }
        return services;
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(servicesFile, StandardCharsets.ISO_8859_1);
        } catch (IOException missing) {
            return List.of();
        }
    }

    @Override
    public Optional<String> host(InetAddress address) {
        try {
            String name = unnamed(address).getHostName();
            return name.equals(address.getHostAddress()) ? Optional.empty() : Optional.of(name);
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /**
     * The address without what Java knows of its name. Java would make ::ffff:10.0.0.1 one of IPv4, with the name of
     * 10.0.0.1; ipvsadm asks for the address it has.
     */
    static InetAddress unnamed(InetAddress address) throws UnknownHostException {
        return address instanceof Inet6Address
                ? Inet6Address.getByAddress(null, address.getAddress(), -1)
                : InetAddress.getByAddress(address.getAddress());
    }

    @Override
    public Optional<InetAddress> address(String host) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (address instanceof Inet4Address) {
                    return Optional.of(address);
                }
            }
            return Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> service(int port, String protocol) {
        return services().service(port, protocol);
    }

    @Override
    public OptionalInt port(String service, String protocol) {
        return services().port(service, protocol);
    }
}
