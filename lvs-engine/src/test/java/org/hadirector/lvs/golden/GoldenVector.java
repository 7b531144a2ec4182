package org.hadirector.lvs.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One recorded case: what was set up, then events with their results (format: README.md beside the vectors).
 *
 * @param remarks lines that begin with #
 * @param setup lines before the rules
 */
record GoldenVector(String name, List<String> remarks, List<String> setup, List<String> rules, List<Event> events) {
    /** A line at the margin and the lines that belong to it. */
    record Event(String line, List<String> results) {}

    static GoldenVector read(Path file, String name) throws IOException {
        List<String> remarks = new ArrayList<>();
        List<String> setup = new ArrayList<>();
        List<String> rules = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        String part = "";
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("[rules]") || line.startsWith("[events]")) {
                part = line;
            } else if (line.isEmpty()) {
                continue;
            } else if (line.startsWith("#")) {
                remarks.add(line);
            } else if (part.isEmpty()) {
                setup.add(line);
            } else if (part.equals("[rules]")) {
                rules.add(line);
            } else if (isResult(line)) {
                if (events.isEmpty()) {
                    throw new IllegalArgumentException("a result of no event: " + line);
                }
                events.get(events.size() - 1).results.add(line);
            } else {
                events.add(new Event(line, new ArrayList<>()));
            }
        }
        return new GoldenVector(name, remarks, setup, rules, events);
    }

    private static boolean isResult(String line) {
        return line.startsWith(" ") || line.startsWith("= ") || line.matches("[012][|\\\\].*");
    }
}
