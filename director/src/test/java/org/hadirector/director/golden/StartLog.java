package org.hadirector.director.golden;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Level;
import org.hadirector.director.config.Concluded;
import org.hadirector.director.golden.GoldenVector.Event;
import org.hadirector.director.log.LogLine;
import org.hadirector.director.log.StartTexts;

/**
 * The lines of ha-log about a start that are compared: errors and warnings of heartbeat itself until its status is
 * {@code up}, and how each medium was opened. As a set: their order is nobody's business.
 */
record StartLog(List<String> lines) {
    private static final Pattern STAMPED =
            Pattern.compile("(?:T \\S+ heartbeat: \\[P\\]|heartbeat\\[P\\]: T):? (\\w+): (.*)");
    private static final Pattern OPENED = Pattern.compile(
            "UDP (?:Broadcast|multicast) heartbeat started .*|ucast: started on .*|ucast6: heartbeat started .*"
                    + "|Starting serial heartbeat .*"
                    + "|ping (?:group )?heartbeat started\\.");

    /** Words about parts that this program does not have: plug-ins, a logging daemon, files of generations. */
    private static final Pattern NOT_OURS = Pattern.compile(
            "LoadPlugin on .*|Lookup extended#2 returned .*|Table size: .*|Logging daemon is disabled .*"
                    + "|Initializing connection to logging daemon failed.*|logd is enabled but .*"
                    + "|No Previous generation .*"
                    // said by the running daemon (Watchdog): a device that is opened for a look resets the machine
                    + "|WDIOC_SETTIMEOUT: .*");

    private static final Pattern EXPLANATION =
            Pattern.compile("(?:ERROR|WARN): /etc/ha\\.d/(\\S+?)(?::(\\d+))?: (.* \u00e2\u0080\u0094 .*)");

    static StartLog of(Event event) {
        List<String> lines = new ArrayList<>();
        List<String> all = new ArrayList<>(event.results("ha1 log|"));
        all.addAll(event.results("2|"));
        for (String shown : joined(all)) {
            String line = GoldenVector.bytes(shown);
            Matcher stamped = STAMPED.matcher(line);
            if (stamped.matches()) {
                if (stamped.group(2).equals("Local status now set to: 'up'")) {
                    break;
                }
                add(stamped.group(1), stamped.group(2), lines);
            }
        }
        return new StartLog(lines);
    }

    /** A message with a line feed in it goes on in the next line, which has no stamp. */
    private static List<String> joined(List<String> lines) {
        List<String> joined = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("]") && !joined.isEmpty()) {
                joined.set(joined.size() - 1, joined.get(joined.size() - 1) + line);
            } else {
                joined.add(line);
            }
        }
        return joined;
    }

    static StartLog of(Concluded concluded, Path etc) {
        List<LogLine> all = new ArrayList<>(StartTexts.lines(concluded.problems()));
        if (concluded.usable()) {
            all.addAll(StartTexts.opened(concluded.context().haCf()));
        }
        List<String> lines = new ArrayList<>();
        for (LogLine line : all) {
            String priority = line.level() == Level.ERROR ? "ERROR" : line.level() == Level.WARN ? "WARN" : "info";
            add(priority, written(line.text().replace(etc.toString(), "/etc/ha.d")), lines);
        }
        return new StartLog(lines);
    }

    /** One character a byte, as the recorder has it. */
    private static String written(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static void add(String priority, String text, List<String> lines) {
        String plain = text.replaceFirst("^glib: +", "")
                .replace("/etc/ha.d//", "/etc/ha.d/")
                .replaceFirst("^(unknown host: [^ ]+): .*", "$1");
        boolean trouble = !Set.of("info", "notice", "debug").contains(priority);
        if (trouble && !NOT_OURS.matcher(plain).matches()) {
            lines.add(priority + ": " + plain);
        } else if (OPENED.matcher(plain).matches()) {
            lines.add(plain);
        }
    }

    /** Without the lines on media: a case without a log file shows nothing beyond the validation. */
    StartLog withoutMedia() {
        return new StartLog(
                lines.stream().filter(line -> !OPENED.matcher(line).matches()).toList());
    }

    /**
     * Our own explanations, which no script can look for: {@code FILE:LINE: text — remedy}. Where heartbeat refuses too
     * they are no difference, as long as they blame the line that is to blame.
     */
    StartLog withoutExplanations() {
        return new StartLog(lines.stream()
                .filter(line -> !EXPLANATION.matcher(line).matches())
                .toList());
    }

    /** Explanations that name a line which has nothing of what they quote. */
    List<String> wrongBlame(GoldenVector vector) {
        List<String> wrong = new ArrayList<>();
        for (String line : lines) {
            Matcher own = EXPLANATION.matcher(line);
            if (own.matches() && own.group(2) != null && !blames(vector, own)) {
                wrong.add(line);
            }
        }
        return wrong;
    }

    private static boolean blames(GoldenVector vector, Matcher own) {
        GoldenVector.File file = vector.files().get(own.group(1));
        List<String> text = file == null ? List.of() : List.of(file.bytes().split("\n", -1));
        int number = Integer.parseInt(own.group(2));
        if (number > text.size()) {
            return false;
        }
        String blamed = text.get(number - 1);
        List<String> quoted = new ArrayList<>();
        Matcher brackets = Pattern.compile("\\[([^\\]]+)\\]").matcher(own.group(3));
        while (brackets.find()) {
            if (!brackets.group(1).matches("\\d+( ms)?")) { // a time is quoted in milliseconds, however it was written
                quoted.add(brackets.group(1));
            }
        }
        return quoted.isEmpty() || quoted.stream().anyMatch(blamed::contains);
    }

    /** Without what every refusal ends with. */
    List<String> errors() {
        return lines.stream()
                .filter(line -> line.startsWith("ERROR: ") && !line.endsWith("not started."))
                .filter(line ->
                        !line.matches("ERROR: (Heartbeat not started: c|Authentication c)onfiguration error\\."))
                .toList();
    }

    /** The lines that the other has not, or not as often. */
    List<String> missingFrom(StartLog other) {
        List<String> rest = new ArrayList<>(lines);
        other.lines.forEach(rest::remove);
        return rest;
    }
}
