package org.hadirector.heartbeat.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** {@link NodeFacts} of the machine, seen from the calling thread's network namespace. */
public final class SystemNodeFacts implements NodeFacts {
    private static final Path HOSTNAME = Path.of("/proc/sys/kernel/hostname");

    @Override
    public String nodeName() {
        try {
            return Files.readString(HOSTNAME).strip();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + HOSTNAME, e);
        }
    }

    @Override
    public boolean hasInterface(String name) {
        try {
            return NetworkInterface.getByName(name) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    @Override
    public Device device(String path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(Path.of(path), BasicFileAttributes.class);
            // "other" is what neither is a file nor a directory; sockets and block devices are ruled out by the open
            return attributes.isOther() ? Device.CHARACTER_DEVICE : Device.SOMETHING_ELSE;
        } catch (IOException | IllegalArgumentException e) {
            return Device.MISSING;
        }
    }

    @Override
    public boolean isLocal(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    @Override
    public Optional<InetAddress> resolve(String host) {
        try {
            return Optional.of(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
