package org.hadirector.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Numbers under /proc/sys/net (sysctl(8), ip-sysctl of the kernel documentation). The kernel shows the values of the
 * network namespace of the thread that asks.
 */
public final class Sysctls {
    private final Path root;

    /** @param root {@code /proc/sys}, or a directory that looks like it */
    public Sysctls(Path root) {
        this.root = root;
    }

    /** The kernel's own. */
    public static Sysctls ofKernel() {
        return new Sysctls(Path.of("/proc/sys"));
    }

    /**
     * A per-interface number of IPv4, {@code net.ipv4.conf.DEVICE.NAME}.
     *
     * @param device an interface, {@code all} or {@code default}
     * @throws IOException when there is no such interface or no such setting
     */
    public int ipv4Conf(String device, String name) throws IOException {
        Path file = ipv4ConfFile(device, name);
        String text = Files.readString(file).strip();
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IOException(file + " holds \"" + text + "\" and not a number", e);
        }
    }

    /** Sets it and reads it back. */
    public void setIpv4Conf(String device, String name, int value) throws IOException {
        Path file = ipv4ConfFile(device, name);
        Files.writeString(file, value + "\n");
        int kept = ipv4Conf(device, name);
        if (kept != value) {
            throw new IOException(file + " keeps " + kept + " although " + value + " was written");
        }
    }

    private Path ipv4ConfFile(String device, String name) throws IOException {
        if (device.isEmpty() || device.contains("/") || device.startsWith(".")) {
            throw new IOException("\"" + device + "\" is not an interface");
        }
        return root.resolve("net/ipv4/conf").resolve(device).resolve(name);
    }
}
