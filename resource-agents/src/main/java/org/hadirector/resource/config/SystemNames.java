package org.hadirector.resource.config;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The resolver of this machine and its {@code /etc/services}. */
public final class SystemNames implements NameService {
    /** Used where {@code /etc/services} is missing, as in small containers: what ldirectord can check. */
    private static final Map<String, Integer> USUAL = Map.ofEntries(
            Map.entry("ftp", 21),
            Map.entry("smtp", 25),
            Map.entry("domain", 53),
            Map.entry("http", 80),
            Map.entry("www", 80),
            Map.entry("pop3", 110),
            Map.entry("nntp", 119),
            Map.entry("ntp", 123),
            Map.entry("imap2", 143),
            Map.entry("imap", 143),
            Map.entry("ldap", 389),
            Map.entry("https", 443),
            Map.entry("submission", 587),
            Map.entry("ldaps", 636),
            Map.entry("imaps", 993),
            Map.entry("pop3s", 995),
            Map.entry("mysql", 3306),
            Map.entry("sip", 5060),
            Map.entry("postgresql", 5432));

    private final Path services;
    /** Null until somebody asks: most files have numbers, and a start has no time to read what nobody asks for. */
    private Map<String, Integer> ports;

    /** Reads {@code /etc/services} once, when the first name is asked for. */
    public SystemNames() {
        this(Path.of("/etc/services"));
    }

    SystemNames(Path services) {
        this.services = services;
    }

    @Override
    public Optional<InetAddress> host(String name, boolean six) {
        InetAddress literal = Addresses.literal(name);
        if (literal != null) {
            return literal instanceof Inet6Address == six ? Optional.of(literal) : Optional.empty();
        }
        // All digits and dots is a mistyped address, not a name; the resolver would guess something (10.1 is 10.0.0.1).
        if (name.isEmpty() || name.matches("[0-9.]+") || !name.matches("[A-Za-z0-9._-]+")) {
            return Optional.empty();
        }
        try {
            return Arrays.stream(InetAddress.getAllByName(name))
                    .filter(address -> address instanceof Inet6Address == six)
                    .findFirst();
        } catch (UnknownHostException unknown) {
            return Optional.empty();
        }
    }

    @Override
    public OptionalInt port(String service, String protocol) {
        Integer port = ports().get(service + "/" + protocol);
        if (port == null) {
            port = USUAL.get(service);
        }
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }

    private synchronized Map<String, Integer> ports() {
        if (ports == null) {
            ports = read(services);
        }
        return ports;
    }

    private static Map<String, Integer> read(Path services) {
        Map<String, Integer> found = new HashMap<>();
        String text;
        try {
            text = Files.isReadable(services) ? new String(Files.readAllBytes(services), StandardCharsets.UTF_8) : "";
        } catch (IOException unreadable) {
            text = "";
        }
        for (String line : text.split("\n")) {
            String[] words = line.replaceFirst("#.*", "").trim().split("\\s+");
            if (words.length < 2 || !words[1].matches("\\d{1,5}/[a-z]+")) {
                continue;
            }
            int slash = words[1].indexOf('/');
            int port = Integer.parseInt(words[1].substring(0, slash));
            for (int i = 0; i < words.length; i++) {
                if (i != 1 && port > 0 && port < 65536) {
                    found.putIfAbsent(words[i] + words[1].substring(slash), port);
                }
            }
        }
        return Map.copyOf(found);
    }
}
