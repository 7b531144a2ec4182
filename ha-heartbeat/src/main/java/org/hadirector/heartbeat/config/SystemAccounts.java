package org.hadirector.heartbeat.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Users and groups of the machine: its files first, then whatever else {@code getent} knows. */
final class SystemAccounts {
    /** A directory server that is away must not hold up the start. */
    private static final int GETENT_SECONDS = 3;

    private SystemAccounts() {}

    /** The fields of a line of passwd(5) or group(5); {@code database} is one of these words. */
    static Optional<String[]> find(String database, String name) {
        if (name.isEmpty() || name.startsWith("-") || name.indexOf(':') >= 0 || name.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        try (var lines = Files.lines(Path.of("/etc", database), StandardCharsets.ISO_8859_1)) {
            Optional<String[]> found = lines.map(line -> line.split(":", -1))
                    .filter(fields -> fields.length > 3 && fields[0].equals(name))
                    .findFirst();
            return found.isPresent() ? found : asked(database, name);
        } catch (IOException e) {
            return asked(database, name);
        }
    }

    private static Optional<String[]> asked(String database, String name) {
        try {
            Process getent = new ProcessBuilder("getent", database, name)
                    .redirectErrorStream(true)
                    .start();
            if (!getent.waitFor(GETENT_SECONDS, TimeUnit.SECONDS)) {
                getent.destroyForcibly();
                return Optional.empty();
            }
            String line = new String(getent.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            String[] fields = line.split(":", -1);
            return getent.exitValue() == 0 && fields.length > 3 ? Optional.of(fields) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
