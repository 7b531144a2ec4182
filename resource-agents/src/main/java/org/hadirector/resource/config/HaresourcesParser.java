package org.hadirector.resource.config;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hadirector.resource.config.ConfigText.Line;
import org.hadirector.takeover.ConfigException;
import org.hadirector.takeover.VipArgument;

/**
 * Reads haresources (heartbeat's ResourceManager): {@code node resource [resource …]}, {@code \} at the end of a line
 * continues it, {@code #} ends it. Where heartbeat 3.0.6 stumbles (doubled keys, CR LF) this parser refuses or repairs
 * with file and line.
 */
public final class HaresourcesParser {
    private static final String BLANKS = " \t\f\u000B";
    private static final Pattern NODE_AND_BLANK =
            Pattern.compile("[" + BLANKS + "]*[^" + BLANKS + "]+[" + BLANKS + "]");

    private final Set<String> nodes;
    private final Predicate<String> scriptKnown;

    /**
     * @param nodes the nodes of ha.cf; empty when they are not known and not to be checked
     * @param scriptKnown whether an agent or script of that name exists here
     */
    public HaresourcesParser(Set<String> nodes, Predicate<String> scriptKnown) {
        this.nodes = nodes.stream().map(node -> node.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        this.scriptKnown = scriptKnown;
    }

    /** Reads the whole text; never throws, whatever it holds. */
    public Parsed<Haresources> parse(String file, String text) {
        Problems problems = new Problems(file);
        List<GroupLine> groups = new ArrayList<>();
        Map<String, Integer> keys = new HashMap<>();
        for (List<Word> words : logicalLines(ConfigText.lines(text, problems), problems)) {
            GroupLine group = group(words, problems);
            if (group == null) {
                continue;
            }
            Integer before = keys.putIfAbsent(group.key(), group.line());
            if (before != null) {
                problems.error(
                        group.line(),
                        "duplicate group key " + group.key() + ", first in line " + before,
                        "the first resource names the group and must be unique: join the lines or change one");
            }
            groups.add(group);
        }
        new DoubledAddresses(problems).look(groups);
        return new Parsed<>(new Haresources(file, groups), problems.sorted());
    }

    private record Word(String text, int line) {}

    private static List<List<Word>> logicalLines(List<Line> lines, Problems problems) {
        List<List<Word>> result = new ArrayList<>();
        List<Word> words = new ArrayList<>();
        boolean glued = false; // the line before ended within a word
        for (Line line : lines) {
            int hash = line.text().indexOf('#');
            String text = hash < 0 ? line.text() : line.text().substring(0, hash);
            if (text.indexOf('\0') >= 0) {
                // grep, by which heartbeat looks for groups, takes the file for none of text and finds nothing in it
                problems.error(line.number(), "a zero byte in the line", "remove it: no script can be called with one");
                text = text.replace("\0", "");
            }
            boolean continued = hash < 0 && text.endsWith("\\");
            if (continued) {
                text = text.substring(0, text.lastIndexOf('\\'));
            } else if (hash < 0 && text.stripTrailing().endsWith("\\")) {
                problems.error(
                        line.number(),
                        "blanks behind \\: the line is not continued",
                        "remove the blanks; \\ joins lines only as the very last character");
                text = text.substring(0, text.lastIndexOf('\\'));
            }
            boolean nodeWordAlone = continued
                    && words.isEmpty()
                    && !NODE_AND_BLANK.matcher(text).lookingAt();
            if (nodeWordAlone) {
                text += "\\"; // heartbeat takes the first word before it joins lines, whatever it ends in
            }
            boolean first = glued && !text.isEmpty() && BLANKS.indexOf(text.charAt(0)) < 0;
            for (String word : text.split("[" + BLANKS + "]+")) {
                if (first) {
                    Word begun = words.remove(words.size() - 1);
                    words.add(new Word(begun.text() + word, begun.line()));
                } else if (!word.isEmpty()) {
                    words.add(new Word(word, line.number()));
                }
                first = false;
            }
            boolean within = text.isEmpty() ? glued : BLANKS.indexOf(text.charAt(text.length() - 1)) < 0;
            glued = continued && within && !words.isEmpty() && !nodeWordAlone;
            if (!continued && !words.isEmpty()) {
                result.add(List.copyOf(words));
                words.clear();
            }
        }
        if (!words.isEmpty()) {
            problems.warning(
                    words.get(0).line(), "the file ends in a continued line", "remove the last \\ of the file");
            result.add(List.copyOf(words));
        }
        return result;
    }

    private GroupLine group(List<Word> words, Problems problems) {
        Word first = words.get(0);
        String node = first.text().toLowerCase(Locale.ROOT);
        boolean joined = node.endsWith("\\");
        if (joined || !nodes.isEmpty() && !nodes.contains(node)) {
            String remedy = joined
                    ? "write the node and a blank before the \\ that joins the lines"
                    : "begin the line with a node of ha.cf: "
                            + String.join(", ", nodes.stream().sorted().toList());
            String text = "Bad nodename in " + problems.file() + " [" + first.text() + "]";
            if (problems.anyRefused()) {
                problems.error(first.line(), text, remedy); // heartbeat stops at the first
            } else {
                problems.refused(first.line(), text, remedy);
            }
        }
        if (words.size() == 1) {
            // as heartbeat: there is nothing to do for it
            problems.warning(
                    first.line(), "empty group: no resource after " + first.text(), "add resources, or remove it");
            return null;
        }
        List<ResourceSpec> specs = new ArrayList<>();
        for (Word word : words.subList(1, words.size())) {
            specs.add(resource(word, problems));
        }
        warnAboutOrder(specs, problems);
        return new GroupLine(node, specs.get(0).written(), specs, first.line());
    }

    private ResourceSpec resource(Word word, Problems problems) {
        ResourceSpec spec = ResourceSpec.parse(word.text(), word.line());
        if (spec.isAddress()) {
            return address(spec, problems);
        }
        if (!scriptKnown.test(spec.script())) {
            // as heartbeat: the other groups of this node shall run, and this one on a node that has the script
            problems.warning(
                    word.line(),
                    "Cannot locate resource script " + spec.script(),
                    scriptRemedy(spec.script()) + "; the group cannot be acquired on this node");
        }
        return spec;
    }

    private static String scriptRemedy(String script) {
        if (looksLikeAddress(script)) {
            return "an address has four numbers";
        }
        return script.indexOf(':') > 0
                ? "arguments follow two colons: " + script.replaceFirst(":", "::")
                : "install it, executable, in resource.d or init.d on both nodes";
    }

    private static boolean looksLikeAddress(String script) {
        return script.matches("[0-9./]+");
    }

    private static ResourceSpec address(ResourceSpec spec, Problems problems) {
        if (spec.args().size() != 1) {
            problems.error(
                    spec.line(),
                    "malformed address " + spec.written() + ": one argument expected, not "
                            + spec.args().size(),
                    "write " + spec.script() + "::IP[/mask[/interface[:label]][/broadcast]]");
            return spec;
        }
        try {
            boolean four = VipArgument.parse(spec.args().get(0)).address() instanceof Inet4Address;
            if (four && spec.script().equals("IPv6addr")) {
                problems.error(
                        spec.line(),
                        "malformed address " + spec.written() + ": IPv6addr takes no IPv4 address",
                        "write IPaddr::" + spec.args().get(0));
            }
        } catch (ConfigException e) {
            problems.error(spec.line(), "malformed address " + spec.written() + ": " + e.text(), e.remedy());
        }
        return spec;
    }

    /** Up to 0.4.7 heartbeat acquired from right to left, so old files name ldirectord behind what it needs first. */
    private static void warnAboutOrder(List<ResourceSpec> specs, Problems problems) {
        boolean addressSeen = false;
        int lastAddress = -1;
        for (int i = 0; i < specs.size(); i++) {
            lastAddress = specs.get(i).isAddress() ? i : lastAddress;
        }
        for (int i = 0; i < specs.size(); i++) {
            ResourceSpec spec = specs.get(i);
            addressSeen |= spec.isAddress();
            boolean addressLater = lastAddress >= i;
            if (spec.script().equals("ldirectord") && !addressSeen && addressLater) {
                problems.warning(
                        spec.line(),
                        "ldirectord stands before the address: it starts first and stops last "
                                + "(heartbeat up to 0.4.7 acquired from right to left)",
                        "write the address first if clients are to find the balancing ready with it");
            }
        }
    }
}
