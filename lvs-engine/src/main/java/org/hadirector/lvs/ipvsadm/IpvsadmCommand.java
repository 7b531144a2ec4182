package org.hadirector.lvs.ipvsadm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hadirector.lvs.engine.LvsControl;
import org.hadirector.lvs.engine.LvsException;
import org.hadirector.lvs.engine.ServiceStatus;

/**
 * The program ipvsadm 1.31 on an {@link LvsControl}; its scripts are {@link IpvsadmScripts}. A refusal of the engine
 * exits 255 with its text, as a refusal of the kernel does.
 */
public final class IpvsadmCommand {
    private static final String VERSION = "ipvsadm v1.31 2019/12/24 (compiled with popt and IPVS v1.2.1)\n";
    private static final int REFUSED = 255;
    /** What is longer in a line of {@code -R} is several words, as for the original. */
    private static final int LONGEST_WORD = 4096;

    /** May stand in front of a line of {@code -R}, or anywhere in it. */
    private static final String NAME = "ipvsadm";

    private final LvsControl control;
    private final NameService names;
    private final CommandParser parser;
    private final StringBuilder out;
    private final StringBuilder err = new StringBuilder();
    private IpvsadmResult.Stream stream = IpvsadmResult.Stream.NONE;
    private final int from;
    private int next = -1;

    private IpvsadmCommand(int from, LvsControl control, NameService names, StringBuilder out) {
        this.from = from;
        this.out = out;
        this.control = control;
        this.names = names;
        parser = new CommandParser(names);
    }

    /**
     * Runs {@code ipvsadm ARGS}.
     *
     * @param stdin read by {@code -R} only; may be a part of what there is to read, ending with a line's end, see
     *     {@link IpvsadmResult#stream}
     */
    public static IpvsadmResult run(List<String> args, InputStream stdin, LvsControl control, NameService names) {
        return IpvsadmResult.whole(from -> part(args, stdin, from, control, names));
    }

    /**
     * As {@link #run}, of a listing of connections one part.
     *
     * @param from 0, then {@link IpvsadmResult#next}
     */
    public static IpvsadmResult part(
            List<String> args, InputStream stdin, int from, LvsControl control, NameService names) {
        return SpareText.with(out -> new IpvsadmCommand(from, control, names, out).finish(args, stdin));
    }

    private IpvsadmResult finish(List<String> args, InputStream stdin) {
        int exitCode = one(args.isEmpty() ? List.of("-L") : args, stdin, false).exitCode;
        return new IpvsadmResult(out.toString(), err.toString(), exitCode, stream, next);
    }

    private record Outcome(int exitCode, boolean endsStream) {}

    private Outcome one(List<String> args, InputStream stdin, boolean inStream) {
        try {
            Invocation line = parser.parse(args, inStream);
            if (line.command == Command.RESTORE) {
                line.command.check(line.options);
                return new Outcome(stream(stdin), false);
            }
            int exitCode = execute(line);
            // A listing of a service that is not there ends the program, and so the stream it stands in.
            boolean ends = line.command == Command.HELP
                    || line.command == Command.VERSION
                    || line.command == Command.LIST && exitCode != 0;
            return new Outcome(exitCode, ends);
        } catch (UsageException e) {
            err.append(e.getMessage()).append('\n');
            return new Outcome(e.exitCode(), e.endsStream());
        } catch (LvsException e) {
            err.append(e.getMessage()).append('\n');
            return new Outcome(REFUSED, false);
        }
    }

    private int stream(InputStream stdin) {
        int exitCode = 0;
        stream = IpvsadmResult.Stream.IDLE;
        String text;
        try (stdin) {
            text = new String(stdin.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading the commands", e);
        }
        // A carriage return is a blank and ends no line.
        for (int at = 0; at < text.length() && stream != IpvsadmResult.Stream.ENDED; ) {
            int end = text.indexOf('\n', at);
            List<String> words = words(text.substring(at, end < 0 ? text.length() : end));
            at = end < 0 ? text.length() : end + 1;
            if (!words.isEmpty()) {
                Outcome outcome = one(words, stdin, true);
                exitCode = outcome.exitCode;
                stream = outcome.endsStream ? IpvsadmResult.Stream.ENDED : IpvsadmResult.Stream.OPEN;
            }
        }
        return exitCode;
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        int begin = 0;
        for (int at = 0; at <= line.length(); at++) {
            boolean ends = at == line.length() || isBlank(line.charAt(at));
            if (ends || at - begin == LONGEST_WORD) {
                String word = string(line, begin, at);
                if (at > begin && !word.equals(NAME)) {
                    words.add(word);
                }
                begin = ends ? at + 1 : at;
            }
        }
        return words;
    }

    /** A part of the line up to its first NUL, where strings of C end. */
    private static String string(String line, int from, int to) {
        int end = line.indexOf('\0', from);
        return line.substring(from, end < 0 || end > to ? to : end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r';
    }

    private int execute(Invocation line) throws LvsException {
        switch (line.command) {
            case ADD_SERVICE -> control.addService(line.service());
            case EDIT_SERVICE -> control.editService(line.service());
            case DELETE_SERVICE -> control.deleteService(line.key);
            case FLUSH -> control.clear();
            case ADD_SERVER -> control.addServer(line.key, line.realServer());
            case EDIT_SERVER -> control.editServer(line.key, line.realServer());
            case DELETE_SERVER -> control.deleteServer(line.key, line.realServer());
            case SET -> control.setTimeouts(line.timeouts);
            case ZERO -> zero(line);
            case START_DAEMON -> throw new LvsException(LvsException.Reason.NO_PROTOCOL);
            case STOP_DAEMON -> throw new LvsException(LvsException.Reason.NO_DAEMON);
            case SAVE -> out.append(new SaveListing(new Names(names, line.has(Option.NUMERIC))).of(control.services()));
            case LIST -> {
                return list(line);
            }
            case HELP -> out.append(usage());
            case VERSION -> out.append(VERSION);
            default -> throw new IllegalStateException("no such command: " + line.command);
        }
        return 0;
    }

    private void zero(Invocation line) throws LvsException {
        if (line.has(Option.SERVICE)) {
            control.zero(line.key);
        } else {
            control.zero();
        }
    }

    private int list(Invocation line) {
        Names texts = new Names(names, line.has(Option.NUMERIC));
        if (line.has(Option.CONNECTION)) {
            list(new ConnectionListing(texts, line.has(Option.PERSISTENT_CONN)));
        } else if (line.has(Option.TIMEOUT)) {
            LvsControl.Timeouts timeouts = control.timeouts();
            out.append(String.format(
                    Locale.ROOT,
                    "Timeout (tcp tcpfin udp): %d %d %d\n",
                    timeouts.tcp(),
                    timeouts.tcpFin(),
                    timeouts.udp()));
        } else if (line.has(Option.SERVICE)) {
            Optional<ServiceStatus> service = control.service(line.key);
            if (service.isEmpty()) {
                err.append(LvsException.Reason.NO_SUCH_SERVICE.text()).append('\n');
                return 1;
            }
            out.append(new TableListing(line, texts).one(service.get()));
        } else if (!line.has(Option.DAEMON)) {
            out.append(new TableListing(line, texts).all(control.services()));
        }
        return 0;
    }

    private void list(ConnectionListing connections) {
        next = connections.part(control, from, out);
        while (stream != IpvsadmResult.Stream.NONE && next >= 0) {
            // A line of many: it is told whole.
            next = connections.part(control, next, out);
        }
    }

    /** What {@code ipvsadm -h} prints. */
    static String usage() {
        try (InputStream usage = IpvsadmCommand.class.getResourceAsStream("usage.txt")) {
            return VERSION
                    + new String(usage.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .skip(1)
                            .reduce("", (text, line) -> text + line + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("reading the usage text", e);
        }
    }
}
