package org.hadirector.takeover;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a real server looked like before {@link RealServerSetup} changed it, kept in a file so that stop can put it
 * back. Lines: {@code vip ADDRESS} and {@code former DEVICE NAME VALUE}. Written whole to a temporary file and moved.
 */
final class RealServerState {
    private final Path file;
    private final Set<InetAddress> vips = new LinkedHashSet<>();
    private final Map<Setting, Integer> former = new TreeMap<>();

    private RealServerState(Path file) {
        this.file = file;
    }

    /** Reads the file; one that does not exist is an untouched machine. */
    static RealServerState read(Path file) throws IOException {
        RealServerState state = new RealServerState(file);
        if (!Files.exists(file)) {
            return state;
        }
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            try {
                state.take(line.strip().split("\\s+"));
            } catch (ConfigException | IllegalArgumentException e) {
                throw new IOException(
                        file + ":" + number + ": \"" + line
                                + "\" is damaged; delete the file to forget the former values",
                        e);
            }
        }
        return state;
    }

    Set<InetAddress> vips() {
        return vips;
    }

    /** Values by setting; changes are kept with the next write. */
    Map<Setting, Integer> former() {
        return former;
    }

    /** Writes the state, or deletes the file when there is nothing to remember. */
    void write() throws IOException {
        if (vips.isEmpty() && former.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        List<String> lines = new ArrayList<>();
        vips.forEach(vip -> lines.add("vip " + vip.getHostAddress()));
        former.forEach((setting, value) -> lines.add("former " + setting.device + " " + setting.name + " " + value));
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        Path whole = Files.createTempFile(directory, file.getFileName().toString(), ".new");
        try {
            Files.write(whole, lines);
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private void take(String[] words) throws ConfigException {
        if (words.length == 2 && words[0].equals("vip")) {
            vips.add(AddressText.parse(words[1]));
        } else if (words.length == 4 && words[0].equals("former")) {
            former.put(new Setting(words[1], words[2]), Integer.parseInt(words[3]));
        } else {
            throw new IllegalArgumentException("neither vip nor former");
        }
    }

    /** A per-interface sysctl of IPv4. */
    record Setting(String device, String name) implements Comparable<Setting> {
        @Override
        public int compareTo(Setting other) {
            int byDevice = device.compareTo(other.device);
            return byDevice != 0 ? byDevice : name.compareTo(other.name);
        }
    }
}
