package org.hadirector.director.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.hadirector.heartbeat.config.NodeFacts;
import org.hadirector.linux.DeviceAddress;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.linux.Interfaces;
import org.hadirector.linux.NetworkDevice;
import org.hadirector.linux.Route;
import org.hadirector.takeover.testing.MemoryAddressTable;

/**
 * One machine of the vectors' lab: files, interfaces, scripts, what is active on it. It outlives its daemon; a power
 * cut empties it, but for the disk.
 */
final class VirtualMachine implements NodeFacts, Interfaces {
    /** Where its programs are. */
    static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    final VirtualTime time;
    final VirtualNet net;
    final String name;
    final Path etc;
    final Journaled journaled = new Journaled();
    final List<Line> log = new ArrayList<>();
    final List<VirtualScripts.Call> calls = new ArrayList<>();
    /** Runs of the scripts of rc.d. */
    final List<VirtualScripts.Call> events = new ArrayList<>();

    final Set<String> recorded = new HashSet<>();
    final List<String> reboots = new ArrayList<>();
    final VirtualScripts scripts;
    MemoryAddressTable addresses;
    /** The highest epoch that its disk has, and how often the daemon was started. */
    long epoch;

    long starts;
    /** A daemon wrote its number down since the power was last off. */
    boolean pidFile;

    /** The daemon that runs here, or null. */
    VirtualDaemon daemon;

    private final String lastOctet;

    /** What the daemon's journal keeps, for a test that fails. */
    static final class Journaled {
        final List<String> lines = new ArrayList<>();
    }

    /** A line of ha-log. */
    record Line(long atNs, org.hadirector.director.log.LogLine line) {}

    VirtualMachine(VirtualTime time, VirtualNet net, String name, int number, Path root) throws IOException {
        this.time = time;
        this.net = net;
        this.name = name;
        this.lastOctet = number == 1 ? ".5" : ".7";
        this.etc = root.resolve(name).resolve("etc");
        this.scripts = new VirtualScripts(time, etc + "/", this::called);
        this.addresses = newTable();
        script("ha.d/resource.d", "rec", "bad", "UPPER", "Filesystem", "MailTo");
        script("init.d", "websrv", "initonly");
        script("ha.d/rc.d", "status", "ip-request", "ip-request-resp", "hb_takeover");
    }

    private void called(VirtualScripts.Call call) {
        (call.command().get(0).contains("/rc.d/") ? events : calls).add(call);
    }

    private MemoryAddressTable newTable() {
        return new MemoryAddressTable(time::nowNs, "eth0", "eth1", "lo");
    }

    /** Executable files of these names. */
    void script(String directory, String... names) throws IOException {
        Path where = Files.createDirectories(etc.resolve(directory));
        for (String script : names) {
            Path path = where.resolve(script);
            if (!Files.exists(path)) {
                Files.createFile(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            }
        }
    }

    /** Writes a file of {@code /etc/ha.d}. */
    void file(String file, String text, String mode) throws IOException {
        Path path = Files.createDirectories(etc.resolve("ha.d")).resolve(file);
        Files.writeString(path, text);
        mode(file, mode);
    }

    /** Changes the permissions of a file of {@code /etc/ha.d}. */
    void mode(String file, String mode) throws IOException {
        Path path = etc.resolve("ha.d").resolve(file);
        int bits = Integer.parseInt(mode, 8);
        StringBuilder permissions = new StringBuilder();
        for (int bit = 8; bit >= 0; bit--) {
            permissions.append((bits >> bit & 1) == 0 ? '-' : "xwr".charAt(bit % 3));
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions.toString()));
    }

    /** Renames a file of {@code /etc/ha.d}. */
    void move(String file, String to) throws IOException {
        Path directory = etc.resolve("ha.d");
        Files.move(directory.resolve(file), directory.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Power cut and power on: nothing is active any more. */
    void restart() {
        scripts.active().clear();
        addresses = newTable();
        pidFile = false;
    }

    /** When it last logged or called anything but a question after the state of what runs. */
    long lastSignNs() {
        long logged = log.isEmpty() ? 0 : log.get(log.size() - 1).atNs();
        for (int i = calls.size() - 1; i >= 0; i--) {
            List<String> command = calls.get(i).command();
            if (!command.get(command.size() - 1).equals("status")) {
                return Math.max(logged, calls.get(i).atNs());
            }
        }
        return logged;
    }

    /** As {@code holds} has it. */
    String held() {
        TreeSet<String> held = new TreeSet<>(scripts.active());
        addresses.onDevice("eth0").forEach(vip -> held.add(vip.address().getHostAddress()));
        return held.isEmpty() ? "nothing" : String.join(" ", held);
    }

    // What the readers ask.

    @Override
    public String nodeName() {
        return name;
    }

    @Override
    public boolean hasInterface(String device) {
        return List.of("eth0", "eth1", "lo").contains(device);
    }

    @Override
    public Device device(String path) {
        return path.equals(VirtualNet.SERIAL) ? Device.CHARACTER_DEVICE : Device.MISSING;
    }

    @Override
    public Optional<Account> user(String user) {
        return Optional.of(
                switch (user) { // as the README beside the vectors has them
                    case "root" -> new Account(0, 0);
                    case "nobody" -> new Account(65534, 65534);
                    case "hacluster" -> new Account(104, 107);
                    default -> new Account(100, 100);
                });
    }

    @Override
    public OptionalInt group(String group) {
        return OptionalInt.of(100);
    }

    @Override
    public boolean executable(String path) {
        return true;
    }

    @Override
    public boolean isLocal(InetAddress address) {
        return address.getHostAddress().endsWith(lastOctet);
    }

    @Override
    public Optional<InetAddress> resolve(String host) {
        try {
            return host.matches("[0-9.]+") ? Optional.of(InetAddress.getByName(host)) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    // What addresses ask.

    @Override
    public List<NetworkDevice> all() {
        return List.of(
                new NetworkDevice(1, "lo", null, true, true, true, 65536, List.of(address("127.0.0.1", 8, "lo"))),
                ethernet(2, "eth0", "10.77.0" + lastOctet),
                ethernet(3, "eth1", "10.77.1" + lastOctet));
    }

    private static NetworkDevice ethernet(int index, String device, String own) {
        HardwareAddress hardware = HardwareAddress.parse("02:00:00:00:00:0" + index);
        return new NetworkDevice(index, device, hardware, true, true, false, 1500, List.of(address(own, 24, device)));
    }

    private static DeviceAddress address(String text, int prefix, String label) {
        try {
            InetAddress broadcast = prefix == 24 ? InetAddress.getByName(text.replaceAll("\\d+$", "255")) : null;
            return new DeviceAddress(
                    InetAddress.getByName(text), prefix, broadcast, label, DeviceAddress.FOREVER, true);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Optional<Route> routeTo(InetAddress destination) {
        return all().stream()
                .filter(device -> device.addresses().stream().anyMatch(held -> held.subnetContains(destination)))
                .map(device ->
                        new Route(device.name(), null, device.addresses().get(0).address(), false))
                .findFirst();
    }

    @Override
    public Optional<InetAddress> defaultGateway(Family family, String device) {
        return resolve("10.77.0.1");
    }
}
