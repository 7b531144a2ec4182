package org.hadirector.lvs.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hadirector.lvs.golden.FtpControl.Data;

/**
 * What both ends of a control connection of FTP say, as the streams of lines that they are, wherever segments end: the
 * data connections that were announced, and where an address of the server's becomes the virtual one.
 */
final class FtpStreams {
    private static final int LEAST_PORT = 1024;
    private static final Pattern SYN =
            Pattern.compile("send (?:client|server) tcp \\S+ > \\S+ [A-Z]*S[A-Z]* seq (\\d+) .*");
    private static final Pattern SEQUENCE = Pattern.compile("send .* seq (\\d+) ack .*");
    private static final Pattern PORT = Pattern.compile("(?i)PORT +(\\d+),(\\d+),(\\d+),(\\d+),(\\d+),(\\d+)\\D*");
    private static final Pattern EPRT = Pattern.compile("(?i)EPRT +(\\D)[12]\\1([0-9a-fA-F.:]+)\\1(\\d+)\\1\\s*");
    private static final Pattern EPSV = Pattern.compile("(?i)EPSV( [12])?\\s*");
    private static final Pattern PASSIVE =
            Pattern.compile("(227 [^\\d(]*\\(*)((?:\\d{1,5},){4})(\\d{1,5}),(\\d{1,5})(?:\\D.*)?", Pattern.DOTALL);
    private static final Pattern EXTENDED = Pattern.compile("229 [^(]*\\((\\D)\\1\\1(\\d+)\\1.*", Pattern.DOTALL);

    /**
     * An address that is replaced: where it begins in the server's stream, how long it is, whether the kernel saw it.
     */
    private record Edit(int start, int length, boolean seen) {}

    /** Zeros in front of a port's numbers, which the kernel drops: where the line begins, how many. */
    private record Zeros(int line, int count) {}

    /** One direction: what came without a gap, and what came beyond one. */
    private static final class Side {
        private final StringBuilder text = new StringBuilder();
        private final TreeMap<Integer, String> beyond = new TreeMap<>();
        private boolean begun;
        private int first;
        private int line;

        int offset(int sequence) {
            if (!begun) {
                begun = true;
                first = sequence;
            }
            return sequence - first;
        }

        void add(int offset, String more) {
            beyond.merge(offset, more, (old, fresh) -> old.length() >= fresh.length() ? old : fresh);
            while (!beyond.isEmpty() && beyond.firstKey() <= text.length()) {
                int known = text.length() - beyond.firstKey();
                String next = beyond.pollFirstEntry().getValue();
                if (known < next.length()) {
                    text.append(next, Math.max(0, known), next.length());
                }
            }
        }

        /** The next whole line, with its end, or null. */
        String line() {
            int end = text.indexOf("\n", line);
            if (end < 0) {
                return null;
            }
            String next = text.substring(line, end + 1);
            line = end + 1;
            return next;
        }
    }

    private final FtpControl control;
    private final String virtual;
    private final Side client = new Side();
    private final Side server = new Side();
    private final List<Data> announced = new ArrayList<>();
    private final List<Edit> edits = new ArrayList<>();
    private final List<Zeros> zeros = new ArrayList<>();
    private int passive;
    private int extended;

    private FtpStreams(FtpControl control) {
        this.control = control;
        virtual = FtpControl.commas(control.virtual());
    }

    /** What has been said when the event with this number is over. */
    static FtpStreams of(GoldenVector vector, FtpControl control, int until) {
        FtpStreams streams = new FtpStreams(control);
        vector.events().stream()
                .filter(event -> event.number() <= until && control.sends(event))
                .forEach(streams::hear);
        return streams;
    }

    private void hear(GoldenVector.Event event) {
        Side side = isServers(event) ? server : client;
        Matcher syn = SYN.matcher(event.line());
        if (syn.matches()) {
            side.offset(Integer.parseUnsignedInt(syn.group(1)) + 1);
            return;
        }
        String text = FtpSegment.of(event).map(FtpSegment::text).orElse("");
        if (text.isEmpty()) {
            return;
        }
        side.add(side.offset(sequence(event)), text);
        int start = side.line;
        for (String line = side.line(); line != null; line = side.line()) {
            if (side == client) {
                asked(line);
            } else {
                answered(line, start, event);
            }
            start = side.line;
        }
    }

    private static boolean isServers(GoldenVector.Event event) {
        return event.line().startsWith("send server ");
    }

    private static int sequence(GoldenVector.Event event) {
        Matcher sequence = SEQUENCE.matcher(event.line());
        return sequence.matches() ? Integer.parseUnsignedInt(sequence.group(1)) : 0;
    }

    private void asked(String line) {
        Matcher port = PORT.matcher(line);
        Matcher eprt = EPRT.matcher(line);
        String host = FtpControl.host(control.client()).replaceAll("[\\[\\]]", "");
        if (line.strip().equalsIgnoreCase("PASV")) {
            passive++;
        } else if (EPSV.matcher(line).matches()) {
            extended++;
        } else if (port.matches()) {
            String named = port.group(1) + "." + port.group(2) + "." + port.group(3) + "." + port.group(4);
            active(named.equals(host), number(port.group(5)) << 8 | number(port.group(6)));
        } else if (eprt.matches()) {
            active(eprt.group(2).equalsIgnoreCase(host), number(eprt.group(3)));
        }
    }

    private void active(boolean own, int port) {
        passive = 0;
        extended = 0;
        if (own && port >= LEAST_PORT) {
            announced.add(control.active(port));
        }
    }

    private void answered(String line, int start, GoldenVector.Event event) {
        Matcher address = PASSIVE.matcher(line);
        Matcher port = EXTENDED.matcher(line);
        if (line.startsWith("227 ") && passive > 0) {
            passive--;
            if (address.matches() && !control.isIpv6()) {
                boolean seen = event.results().stream()
                        .anyMatch(result -> result.startsWith("    hex ")
                                && new FtpSegment(java.util.HexFormat.of()
                                                .parseHex(result.strip().substring(4)))
                                        .text()
                                        .contains(virtual));
                edits.add(new Edit(start + address.end(1), address.group(2).length(), seen));
                zeros(start, address.group(3), address.group(4));
                passive((number(address.group(3)) & 0xff) << 8 | number(address.group(4)) & 0xff);
            }
        } else if (port.matches() && extended > 0) {
            extended--;
            zeros(start, port.group(2));
            passive(number(port.group(2)));
        }
    }

    private void zeros(int line, String... numbers) {
        int count = 0;
        for (String number : numbers) {
            count += number.length() - Integer.toString(number(number)).length();
        }
        zeros.add(new Zeros(line, count));
    }

    private void passive(int port) {
        if (port >= LEAST_PORT) {
            announced.add(control.passive(port));
        }
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }

    /** The data connections. */
    List<Data> announced() {
        return announced;
    }

    /**
     * By how much the numbers of the server's bytes are moved that the kernel does not move, when so many were said;
     * for zeros that only the kernel drops, it moves more.
     */
    int unseen(FtpStreams until) {
        int said = until.server.text.length();
        int dropped = zeros.stream()
                .filter(some -> some.line < said)
                .mapToInt(Zeros::count)
                .sum();
        return dropped
                + edits.stream()
                        .filter(edit -> !edit.seen && edit.start < said)
                        .mapToInt(edit -> virtual.length() - edit.length)
                        .sum();
    }

    /**
     * By how much the kernel moves the numbers of a server's segment too far that comes again after later ones were
     * moved: it knows of the last place where numbers move what holds before and behind it, and no more (seqadj).
     */
    int stale(GoldenVector.Event event) {
        if (!isServers(event)) {
            return 0;
        }
        int offset = server.offset(sequence(event));
        return edits.stream()
                .limit(Math.max(0, edits.size() - 1))
                .filter(edit -> edit.seen && edit.start >= offset)
                .mapToInt(edit -> edit.length - virtual.length())
                .sum();
    }

    /** A text of the server's as the kernel writes it: without zeros in front of a port's numbers. */
    static String withoutZeros(String text) {
        return text.replaceAll("(227 [^\\d(\\n]*\\(*(?:\\d{1,5},){4})0*(\\d+),0*(\\d+)", "$1$2,$3")
                .replaceAll("(229 [^(\\n]*\\((\\D)\\2\\2)0*(\\d+)", "$1$3");
    }

    /** What a server's segment says to the client; byte by byte, the last of an address becomes what is left to say. */
    String toClient(GoldenVector.Event event) {
        String said = FtpSegment.of(event).orElseThrow().text();
        int offset = server.offset(sequence(event));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < said.length(); i++) {
            int at = offset + i;
            Edit edit = edits.stream()
                    .filter(one -> one.start <= at && at < one.start + one.length)
                    .findFirst()
                    .orElse(null);
            if (edit == null) {
                text.append(said.charAt(i));
                continue;
            }
            int from = Math.min(at - edit.start, virtual.length());
            boolean last = at == edit.start + edit.length - 1;
            text.append(virtual, from, last ? virtual.length() : Math.min(from + 1, virtual.length()));
        }
        return text.toString();
    }
}
