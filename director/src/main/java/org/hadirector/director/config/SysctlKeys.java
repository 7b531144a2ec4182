package org.hadirector.director.config;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.hadirector.lvs.setting.Setting;
import org.hadirector.lvs.setting.SettingException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the key {@code sysctl} of {@code director.yaml}: settings of the LVS engine by name. Pure. */
final class SysctlKeys {
    private static final String REMEDY = "write name: value, one a line, indented";

    /** Takes what is wrong. */
    @FunctionalInterface
    interface Problems {
        void add(int line, String text, String remedy);
    }

    private final Problems problems;
    private final Map<Setting, Integer> settings = new EnumMap<>(Setting.class);

    private SysctlKeys(Problems problems) {
        this.problems = problems;
    }

    /** The settings that a file names; whatever is wrong is reported and left out. */
    static Map<Setting, Integer> read(Node value, Problems problems) {
        SysctlKeys keys = new SysctlKeys(problems);
        if (value instanceof MappingNode mapping) {
            mapping.getValue().forEach(keys::read);
        } else if (!(value instanceof ScalarNode scalar && scalar.getValue().isEmpty())) {
            problems.add(line(value), "sysctl holds no settings", REMEDY);
        }
        return Collections.unmodifiableMap(keys.settings);
    }

    private void read(NodeTuple tuple) {
        Node keyNode = tuple.getKeyNode();
        String name = keyNode instanceof ScalarNode scalar ? scalar.getValue() : "?";
        Setting setting = Setting.named(name).orElse(null);
        if (setting == null) {
            problems.add(line(keyNode), "unknown setting \"" + name + "\"", "the settings are " + Setting.names());
        } else if (settings.containsKey(setting)) {
            problems.add(line(keyNode), "setting \"" + name + "\" twice", "keep one of them");
        } else {
            try {
                settings.put(setting, setting.parse(text(tuple.getValueNode())));
            } catch (SettingException e) {
                problems.add(line(tuple.getValueNode()), e.getMessage(), "change it or leave it out");
            }
        }
    }

    /** A value, or the values of a list with blanks between. */
    private static String text(Node node) {
        if (node instanceof SequenceNode sequence) {
            return String.join(
                    " ", sequence.getValue().stream().map(SysctlKeys::text).toList());
        }
        return node instanceof ScalarNode scalar ? scalar.getValue() : "?";
    }

    private static int line(Node node) {
        return node.getStartMark() == null ? 0 : node.getStartMark().getLine() + 1;
    }
}
