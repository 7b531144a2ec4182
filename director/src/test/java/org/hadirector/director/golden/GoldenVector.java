package org.hadirector.director.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One recorded case of heartbeat (format: README.md beside the vectors).
 *
 * @param name {@code folder/case}
 * @param host {@code uname -n} of the first node
 * @param files ha.cf, authkeys, haresources by name; a file that is {@code missing} is not in the map
 * @param events in order of time
 */
public record GoldenVector(String name, String host, Map<String, File> files, List<Event> events) {
    private static final Pattern SECTION = Pattern.compile("\\[(\\S+?)(?: mode=(\\d+))?( missing)?\\]");
    private static final Pattern FILE_EVENT = Pattern.compile("(\\S+ file \\S+)(?: mode=(\\d+))?");

    private static final Pattern SEPARATORS = Pattern.compile("[ \t\f]+");

    public GoldenVector {
        files = Collections.unmodifiableMap(new TreeMap<>(files)); // rules may rely on the order
        events = List.copyOf(events);
    }

    /**
     * A file's content.
     *
     * @param bytes one character a byte
     * @param mode permission bits in octal digits
     */
    public record File(String bytes, String mode) {}

    /**
     * A line at the margin and what came of it.
     *
     * @param line as written, such as {@code ha1 $ heartbeat -s}; the mode of a file is told by {@code file} only
     * @param results without the two blanks before them
     * @param file what the event {@code NODE file PATH} puts there, else null
     */
    public record Event(String line, List<String> results, File file) {
        /** The results that begin so, without that beginning. */
        public List<String> results(String prefix) {
            return results.stream()
                    .filter(result -> result.startsWith(prefix))
                    .map(result -> result.substring(prefix.length()))
                    .toList();
        }
    }

    /**
     * What the case is about, without what came of it: {@code FILE mode=MODE} and {@code FILE|LINE} of the files, each
     * with one blank for any run of blanks and tabs, then the events.
     */
    String input() {
        StringBuilder input = new StringBuilder();
        files.forEach((file, content) -> {
            input.append(file).append(" mode=").append(content.mode()).append('\n');
            List.of(content.bytes().split("\n")).forEach(line -> input.append(file)
                    .append('|')
                    .append(SEPARATORS.matcher(line).replaceAll(" "))
                    .append('\n'));
        });
        events.forEach(event -> input.append(event.line()).append('\n'));
        return input.toString();
    }

    /** Reads one case; {@code folder} is the kind it belongs to. */
    public static GoldenVector read(Path path, String folder) throws IOException {
        String name = folder + "/" + path.getFileName().toString().replaceFirst("\\.txt$", "");
        return new Reader().read(name, Files.readAllLines(path));
    }

    private static final class Reader {
        private final Map<String, File> files = new LinkedHashMap<>();
        private final List<Event> events = new ArrayList<>();
        private String host = "ha1.example";
        private String section = "";
        private String mode = "0600";
        private StringBuilder text;

        GoldenVector read(String name, List<String> lines) {
            for (String line : lines) {
                Matcher header = SECTION.matcher(line);
                if (line.startsWith("|") || line.startsWith("\\|")) {
                    text.append(bytes(line.substring(line.indexOf('|') + 1))).append(line.startsWith("|") ? "\n" : "");
                } else if (header.matches()) {
                    finishFile();
                    section = header.group(1);
                    mode = header.group(2) == null ? "0600" : header.group(2);
                    text = header.group(3) == null && !section.equals("events") ? new StringBuilder() : null;
                } else if (!line.isBlank() && !line.startsWith("#") && !line.startsWith("  #")) {
                    other(name, line);
                }
            }
            finishFile();
            return new GoldenVector(name, host, files, events);
        }

        private void other(String name, String line) {
            if (line.startsWith("host ")) {
                host = line.substring(5).strip();
                return;
            }
            if (!section.equals("events")) {
                throw new IllegalArgumentException(name + ": not understood: " + line);
            }
            if (line.startsWith("  ")) {
                events.get(events.size() - 1).results().add(line.substring(2));
                return;
            }
            finishFile();
            Matcher file = FILE_EVENT.matcher(line);
            boolean writes = file.matches();
            events.add(new Event(writes ? file.group(1) : line, new ArrayList<>(), null));
            if (writes) {
                mode = file.group(2) == null ? "0600" : file.group(2);
                text = new StringBuilder();
            }
        }

        private void finishFile() {
            if (text == null) {
                return;
            }
            File file = new File(text.toString(), mode);
            text = null;
            if (section.equals("events")) {
                Event event = events.remove(events.size() - 1);
                events.add(new Event(event.line(), event.results(), file));
            } else {
                files.put(section, file);
            }
        }
    }

    /** Undoes {@code \\}, {@code \r}, {@code \t}, {@code \0}, {@code \xNN}. */
    static String bytes(String shown) {
        return Pattern.compile("\\\\(\\\\|r|t|0|x[0-9a-f]{2})")
                .matcher(shown)
                .replaceAll(found -> Matcher.quoteReplacement(String.valueOf(
                        switch (found.group(1).charAt(0)) {
                            case 'r' -> '\r';
                            case 't' -> '\t';
                            case '0' -> '\0';
                            case 'x' -> (char) Integer.parseInt(found.group(1).substring(1), 16);
                            default -> '\\';
                        })));
    }
}
