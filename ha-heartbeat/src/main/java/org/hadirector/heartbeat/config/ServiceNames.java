package org.hadirector.heartbeat.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Names of network services as services(5) has them: {@code ntp 123/udp # Network Time Protocol}. */
final class ServiceNames {
    private ServiceNames() {}

    /** The service that owns a UDP port; empty when none does or the file cannot be read. */
    static Optional<String> udp(Path file, int port) {
        try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            // a look at each line before its words are taken apart: a start reads some hundred lines for one
            return lines.filter(line -> line.contains(port + "/udp"))
                    .map(line -> line.split("#", 2)[0].strip().split("\\s+"))
                    .filter(words -> words.length > 1 && words[1].equals(port + "/udp"))
                    .map(words -> words[0])
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
