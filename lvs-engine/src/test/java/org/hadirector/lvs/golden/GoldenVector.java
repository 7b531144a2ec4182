package org.hadirector.lvs.golden;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
record GoldenVector(String name, List<String> remarks, List<Event> setup, List<String> rules, List<Event> events) {
    /**
     * A line at the margin and the lines that belong to it.
     *
     * @param number of the line in its file, from 1
     */
    record Event(int number, String line, List<String> results) {}

    static GoldenVector read(Path file, String name) throws IOException {
        List<String> remarks = new ArrayList<>();
        List<Event> setup = new ArrayList<>();
        List<String> rules = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        String part = "";
        int number = 0;
        for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\r?\n")) {
            number++;
            if (line.startsWith("[rules]") || line.startsWith("[events]")) {
                part = line;
            } else if (line.isEmpty()) {
                continue;
            } else if (line.startsWith("#")) {
                remarks.add(line);
            } else if (part.isEmpty()) {
                setup.add(new Event(number, line, List.of()));
            } else if (part.equals("[rules]")) {
                rules.add(line);
            } else if (isResult(line)) {
                if (events.isEmpty()) {
                    throw new IllegalArgumentException(file + ":" + number + ": a result of no event: " + line);
                }
                events.get(events.size() - 1).results.add(line);
            } else {
                events.add(new Event(number, line, new ArrayList<>()));
            }
        }
        return new GoldenVector(name, remarks, setup, rules, events);
    }

    private static boolean isResult(String line) {
        return line.startsWith(" ") || line.startsWith("= ") || line.matches("[012][|\\\\].*");
    }
}
