package org.hadirector.director.config;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.lvs.ipvsadm.MarkRuleParser;
import org.hadirector.lvs.mark.MarkRule;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the key {@code marks} of {@code director.yaml}: rules that give packets a firewall mark. Pure. */
final class MarkKeys {
    private static final String REMEDY =
            "write a list of rules such as - -d 10.0.0.6 -p tcp --dports 80,443 --set-mark 1";

    private MarkKeys() {}

    /** The rules that a file names; whatever is wrong is reported and left out. */
    static List<MarkRule> read(Node value, SysctlKeys.Problems problems) {
        List<MarkRule> rules = new ArrayList<>();
        if (value instanceof SequenceNode sequence) {
            MarkRuleParser parser = new MarkRuleParser(null);
            for (Node node : sequence.getValue()) {
                read(node, parser, rules, problems);
            }
        } else if (!(value instanceof ScalarNode scalar && scalar.getValue().isEmpty())) {
            problems.add(line(value), "marks holds no rules", REMEDY);
        }
        return rules;
    }

    private static void read(Node node, MarkRuleParser parser, List<MarkRule> rules, SysctlKeys.Problems problems) {
        String text = node instanceof ScalarNode scalar ? scalar.getValue().strip() : "";
        try {
            MarkRule rule = parser.rule(List.of(text.split("\\s+")));
            if (rules.contains(rule)) {
                problems.add(line(node), "mark rule \"" + text + "\" twice", "keep one of them");
            } else {
                rules.add(rule);
            }
        } catch (IllegalArgumentException e) {
            problems.add(line(node), "mark rule \"" + text + "\": " + e.getMessage(), REMEDY);
        }
    }

    private static int line(Node node) {
        return node.getStartMark() == null ? 0 : node.getStartMark().getLine() + 1;
    }
}
