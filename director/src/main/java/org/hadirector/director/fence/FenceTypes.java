package org.hadirector.director.fence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hadirector.heartbeat.config.FenceDirectives;
import org.hadirector.resource.config.ConfigText;

/**
 * The types of fence devices and where their programs are: {@code external/NAME} (cluster-glue's plugins),
 * {@code fence_NAME} (fence agents), {@code meatware}, {@code ssh}, {@code null}. cluster-glue's compiled types are not
 * loaded; most of them have an external plugin or a fence agent of like name.
 */
public final class FenceTypes {
    private static final List<Path> PLUGINS =
            List.of(Path.of("/usr/lib/stonith/plugins"), Path.of("/usr/lib64/stonith/plugins"));
    private static final List<Path> AGENTS = List.of(Path.of("/usr/sbin"), Path.of("/sbin"), Path.of("/usr/bin"));

    private final List<Path> plugins = new ArrayList<>();
    private final List<Path> agents = new ArrayList<>();
    private final Duration timeout;
    private final boolean switchOff;

    /**
     * @param first directories to be looked into before the usual ones
     * @param timeout of one action
     * @param switchOff off instead of reset
     */
    public FenceTypes(List<String> first, Duration timeout, boolean switchOff) {
        first.forEach(directory -> {
            plugins.add(Path.of(directory));
            agents.add(Path.of(directory));
        });
        plugins.addAll(PLUGINS);
        agents.addAll(AGENTS);
        this.timeout = timeout;
        this.switchOff = switchOff;
    }

    /**
     * What is wrong with a device.
     *
     * @param text {@code Invalid Stonith …}, heartbeat's words
     * @param remedy what to write instead
     * @param byDesign heartbeat has the type and takes its parameters, and reads on
     */
    public record Flaw(String text, String remedy, boolean byDesign) {}

    /**
     * What is wrong with a device as it is written, or empty. A plugin is asked for the names of its parameters, as
     * heartbeat asks it before it starts.
     */
    public Optional<Flaw> flaw(FenceDirectives.Device device) {
        if (!known(device.type())) {
            String remedy = missing(device.type()) + "types are external/NAME, fence_NAME, meatware, ssh, null";
            if (device.type().equals("external") || device.type().startsWith("external/")) {
                return Optional.of(refused(device, remedy)); // heartbeat has the type, and misses the parameters' names
            }
            boolean compiled = CompiledTypes.has(device.type());
            if (compiled && !CompiledTypes.takes(device)) {
                return Optional.of(refused(device, "see external/ scripts and fence agents of like name"));
            }
            return Optional.of(new Flaw("Invalid Stonith type [" + device.type() + "]", remedy, compiled));
        }
        try {
            String parameters = parameters(device);
            if (builtIn(device.type()) && parameters.isBlank()) {
                throw new IOException("the device wants the nodes that it can end");
            }
            if (device.type().startsWith("external/")) {
                ExternalDevice.settings(device.type(), path(device), parameters, timeout);
            } else if (!builtIn(device.type())) {
                FenceAgentDevice.options(parameters);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(refused(device, e.getMessage()));
        }
    }

    private static Flaw refused(FenceDirectives.Device device, String remedy) {
        // heartbeat tells the parameters with the blank before them
        String given = device.parameters().isEmpty() ? "" : " " + device.parameters();
        String text = device.file().isEmpty()
                ? "Invalid Stonith configuration parameter [" + given + "]"
                : "Invalid Stonith config file [" + device.file() + "]";
        return new Flaw(text, remedy, false);
    }

    /** Where a program of this name was looked for, and what brings it. */
    private String missing(String type) {
        boolean plugin = type.startsWith("external/");
        if (!plugin && !type.startsWith("fence_")) {
            return "";
        }
        String places = (plugin ? plugins : agents).stream().map(Path::toString).collect(Collectors.joining(", "));
        return "no executable " + type + " in " + places + "; Debian's package "
                + (plugin ? "cluster-glue" : "fence-agents") + " has them, stonith-plugins of director.yaml names more"
                + " places; ";
    }

    private boolean known(String type) {
        return builtIn(type) || program(type).isPresent();
    }

    /** Devices that are no program; each needs the hosts that it ends. */
    private static boolean builtIn(String type) {
        return Set.of("meatware", "ssh", "null").contains(type);
    }

    private Optional<Path> program(String type) {
        boolean plugin = type.startsWith("external/");
        String name = plugin ? type.substring("external/".length()) : type;
        if (name.isEmpty() || name.contains("/") || !plugin && !name.startsWith("fence_")) {
            return Optional.empty();
        }
        return (plugin ? plugins : agents)
                .stream()
                        .map(directory -> directory.resolve(type))
                        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                        .findFirst();
    }

    /** The parameters: in place, or the first line of the file that is no comment. */
    static String parameters(FenceDirectives.Device device) throws IOException {
        if (device.file().isEmpty()) {
            return device.parameters();
        }
        for (String line : lines(Path.of(device.file()))) {
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                return text;
            }
        }
        throw new IOException("no parameters in " + device.file());
    }

    private static String[] lines(Path file) throws IOException {
        try {
            return ConfigText.read(file).split("\n");
        } catch (NoSuchFileException e) {
            throw new IOException("create it: there is no such file; its first line that is no comment has the"
                    + " parameters, owner root and mode 600 when there is a password among them");
        }
    }

    private Path path(FenceDirectives.Device device) throws IOException {
        return program(device.type())
                .orElseThrow(() -> new IOException("Invalid Stonith type [" + device.type() + "]"));
    }

    /** @throws IOException when the device does not take its parameters, in heartbeat's words */
    public FenceDevice open(FenceDirectives.Device device) throws IOException {
        String parameters = parameters(device);
        if (device.type().equals("meatware")) {
            return new MeatwareDevice(parameters);
        }
        if (device.type().equals("null")) {
            return new NullDevice(parameters);
        }
        if (device.type().equals("ssh")) {
            return new SshDevice(parameters, timeout);
        }
        Path program = path(device);
        return device.type().startsWith("external/")
                ? ExternalDevice.open(device.type(), program, parameters, timeout, switchOff)
                : new FenceAgentDevice(program, parameters, timeout, switchOff);
    }
}
