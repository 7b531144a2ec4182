package org.hadirector.director.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.heartbeat.decide.CoreSettings.OnPartition;
import org.hadirector.lvs.engine.EngineOptions;
import org.hadirector.lvs.helper.FtpHelper;
import org.hadirector.lvs.mark.MarkRule;
import org.hadirector.lvs.path.gate.GatePath;
import org.hadirector.lvs.setting.Setting;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads {@code director.yaml}. Only plain values: no tags, no objects. Pure. */
public final class DirectorYamlParser {
    private static final Pattern TIME = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|msec|us|usec|s|sec)?");
    private static final String KEYS =
            "lease, on-partition, interfaces, standby-checks, direct, tripwire, stonith-action, stonith-delay, "
                    + "stonith-timeout, stonith-plugins, on-stop-failure, sysctl, ftp-ports, max-connections, "
                    + "receive-frames, marks";

    private final String file;
    private final List<ConfigProblem> problems = new ArrayList<>();
    private OptionalLong leaseNs = OptionalLong.empty();
    private OnPartition onPartition = OnPartition.TAKE;
    private List<String> interfaces = List.of();
    private boolean standbyChecks = true;
    private List<String> direct = List.of();
    private int tripwirePort = DirectorYaml.Signs.PORT;
    private DirectorYaml.Stonith stonith = DirectorYaml.Stonith.defaults();
    private boolean rebootWhenStuck;
    private Map<Setting, Integer> sysctl = Map.of();
    private List<MarkRule> marks = List.of();
    private List<Integer> ftpPorts = List.of(FtpHelper.DEFAULT_PORT);
    private int maxConnections = EngineOptions.DEFAULT_CONNECTIONS;
    private int receiveFrames = GatePath.DEFAULT_FRAMES;

    private DirectorYamlParser(String file) {
        this.file = file;
    }

    /** What was read and what is wrong with it. */
    public record Parsed(DirectorYaml value, List<ConfigProblem> problems) {}

    /** @param file name for messages */
    public static Parsed parse(String file, String text) {
        DirectorYamlParser parser = new DirectorYamlParser(file);
        parser.read(text);
        return new Parsed(
                new DirectorYaml(
                        parser.leaseNs,
                        parser.onPartition,
                        parser.standbyChecks,
                        parser.stonith,
                        parser.rebootWhenStuck,
                        new DirectorYaml.Signs(parser.direct, parser.tripwirePort),
                        new DirectorYaml.Engine(
                                parser.interfaces,
                                parser.sysctl,
                                parser.ftpPorts,
                                parser.maxConnections,
                                parser.receiveFrames,
                                parser.marks)),
                List.copyOf(parser.problems));
    }

    private void read(String text) {
        Node root;
        try {
            root = new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            error(line, "not YAML: " + e.getProblem(), "write key: value, one a line");
            return;
        } catch (YAMLException e) {
            error(0, "not YAML: " + e.getMessage(), "write key: value, one a line");
            return;
        }
        if (root == null) {
            return;
        }
        if (!(root instanceof MappingNode mapping)) {
            error(line(root), "not a list of keys", "write key: value, one a line");
            return;
        }
        Set<String> seen = new LinkedHashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            if (!seen.add(key)) {
                error(line(tuple.getKeyNode()), "key \"" + key + "\" twice", "keep one of them");
            }
            readKey(key, tuple.getKeyNode(), tuple.getValueNode());
        }
    }

    private void readKey(String key, Node keyNode, Node value) {
        switch (key) {
            case "lease" -> readLease(value);
            case "on-partition" -> readOnPartition(value);
            case "interfaces" -> readInterfaces(value);
            case "standby-checks" -> readStandbyChecks(value);
            case "direct" -> direct = names(value);
            case "tripwire" -> readTripwire(value);
            case "stonith-action", "stonith-delay", "stonith-timeout", "stonith-plugins" -> readStonith(key, value);
            case "sysctl" -> sysctl = SysctlKeys.read(value, this::error);
            case "marks" -> marks = MarkKeys.read(value, this::error);
            case "ftp-ports" -> readFtpPorts(value);
            case "max-connections" -> maxConnections =
                    size(key, value, EngineOptions.LEAST_CONNECTIONS, EngineOptions.MOST_CONNECTIONS, maxConnections);
            case "receive-frames" -> receiveFrames =
                    size(key, value, GatePath.LEAST_FRAMES, GatePath.MOST_FRAMES, receiveFrames);
            case "on-stop-failure" -> readOnStopFailure(value);
            default -> error(line(keyNode), "unknown key \"" + key + "\"", "the keys are " + KEYS);
        }
    }

    private void readLease(Node value) {
        if (scalar(value).equals("auto")) {
            return;
        }
        OptionalLong nanos = time("lease", value);
        if (nanos.isPresent() && nanos.getAsLong() <= 0) {
            error(line(value), "lease must be longer than 0", "leave it out for min(1 s, deadtime/4)");
            return;
        }
        leaseNs = nanos;
    }

    private OptionalLong time(String key, Node value) {
        Matcher time = TIME.matcher(scalar(value).strip());
        if (!time.matches()) {
            error(line(value), key + " \"" + scalar(value) + "\" is no time", "write it as 500ms, 2500us or 1");
            return OptionalLong.empty();
        }
        String unit = time.group(2) == null ? "s" : time.group(2);
        double factor = unit.startsWith("ms") ? 1e6 : unit.startsWith("us") ? 1e3 : 1e9;
        return OptionalLong.of(Math.round(Double.parseDouble(time.group(1)) * factor));
    }

    private void readStonith(String key, Node value) {
        DirectorYaml.Stonith s = stonith;
        switch (key) {
            case "stonith-action" -> {
                if (scalar(value).equals("reset") || scalar(value).equals("off")) {
                    boolean off = scalar(value).equals("off");
                    stonith = new DirectorYaml.Stonith(off, s.delayNs(), s.timeoutNs(), s.plugins());
                } else {
                    error(line(value), "stonith-action \"" + scalar(value) + "\" is unknown", "one of reset, off");
                }
            }
            case "stonith-delay" -> time(key, value)
                    .ifPresent(ns -> stonith = new DirectorYaml.Stonith(s.switchOff(), ns, s.timeoutNs(), s.plugins()));
            case "stonith-timeout" -> time(key, value).ifPresent(ns -> {
                if (ns <= 0) {
                    error(line(value), "stonith-timeout must be longer than 0", "leave it out for 60");
                } else {
                    stonith = new DirectorYaml.Stonith(s.switchOff(), s.delayNs(), ns, s.plugins());
                }
            });
            default -> stonith = new DirectorYaml.Stonith(s.switchOff(), s.delayNs(), s.timeoutNs(), paths(value));
        }
    }

    private List<String> paths(Node value) {
        List<String> paths = new ArrayList<>();
        if (value instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> paths.add(scalar(item)));
        } else {
            paths.add(scalar(value));
        }
        if (paths.stream().anyMatch(path -> !path.startsWith("/"))) {
            error(line(value), "stonith-plugins holds no full pathname", "directories that begin with /");
            return List.of();
        }
        return paths;
    }

    private void readOnPartition(Node value) {
        switch (scalar(value)) {
            case "take" -> onPartition = OnPartition.TAKE;
            case "keep-master" -> onPartition = OnPartition.KEEP_MASTER;
            case "release" -> onPartition = OnPartition.RELEASE;
            default -> error(
                    line(value),
                    "on-partition \"" + scalar(value) + "\" is unknown",
                    "one of take, keep-master, release");
        }
    }

    private void readInterfaces(Node value) {
        List<String> names = names(value);
        interfaces = names.equals(List.of("all")) ? List.of() : names;
    }

    private List<String> names(Node value) {
        List<String> names = new ArrayList<>();
        if (value instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                names.add(scalar(item));
            }
        } else {
            names.addAll(List.of(scalar(value).strip().split("[ ,]+")));
        }
        for (String name : names) {
            if (!name.matches("[^\\s/]{1,15}")) {
                error(line(value), "\"" + name + "\" is no interface name", "write them as [eth0, eth1]");
                return List.of();
            }
        }
        return names;
    }

    private void readTripwire(Node value) {
        String text = scalar(value).toLowerCase(Locale.ROOT);
        if (List.of("off", "no", "false").contains(text)) {
            tripwirePort = 0;
        } else if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) > 0 && Integer.parseInt(text) < 65536) {
            tripwirePort = Integer.parseInt(text);
        } else {
            error(line(value), "tripwire \"" + scalar(value) + "\" is no port", "1 to 65535, or off");
        }
    }

    private void readFtpPorts(Node value) {
        List<String> items = new ArrayList<>();
        if (value instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> items.add(scalar(item)));
        } else if (!List.of("off", "no", "false").contains(scalar(value).toLowerCase(Locale.ROOT))) {
            items.addAll(List.of(scalar(value).strip().split("[ ,]+")));
        }
        List<Integer> ports = new ArrayList<>();
        for (String item : items) {
            if (!item.matches("[0-9]{1,5}") || Integer.parseInt(item) < 1 || Integer.parseInt(item) > 65_535) {
                error(line(value), "ftp-ports \"" + item + "\" is no port", "write them as [21, 2121], or off");
                return;
            }
            ports.add(Integer.parseInt(item));
        }
        ftpPorts = ports;
    }

    private int size(String key, Node value, int least, int most, int otherwise) {
        String text = scalar(value).strip();
        if (text.matches("[0-9]{1,9}") && Integer.parseInt(text) >= least && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        error(line(value), key + " \"" + text + "\" is out of range", least + " to " + most);
        return otherwise;
    }

    private void readStandbyChecks(Node value) {
        switch (scalar(value).toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> standbyChecks = true;
            case "false", "no", "off" -> standbyChecks = false;
            default -> error(line(value), "standby-checks \"" + scalar(value) + "\" is unknown", "one of yes, no");
        }
    }

    private void readOnStopFailure(Node value) {
        switch (scalar(value)) {
            case "keep" -> rebootWhenStuck = false;
            case "reboot" -> rebootWhenStuck = true;
            default -> error(
                    line(value), "on-stop-failure \"" + scalar(value) + "\" is unknown", "one of keep, reboot");
        }
    }

    private static String scalar(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    private static int line(Node node) {
        return node.getStartMark() == null ? 0 : node.getStartMark().getLine() + 1;
    }

    private void error(int line, String text, String remedy) {
        problems.add(new ConfigProblem(file, line, Severity.ERROR, text, remedy));
    }
}
