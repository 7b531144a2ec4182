package org.hadirector.director.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hadirector.director.cli.Directories.Places;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.lvs.ipvsadm.IpvsadmScripts;
import org.hadirector.lvs.ipvsadm.LvsHelpPages;

/**
 * {@code director lvs ARGS…}, {@code ipvsadm ARGS…} and ipvsadm's scripts: the words go to the engine and its bytes
 * come back. Lines for {@code -R} go in parts, as they come in; long listings come in parts.
 */
final class LvsRelay {
    /** The names it may be called by. */
    static final List<String> PROGRAMS = List.of("ipvsadm", "ipvsadm-save", "ipvsadm-restore");

    private static final String LVS = "lvs";
    private static final String IPVSADM = "ipvsadm";
    private static final String RESTORE = "-R";
    private static final int NOT_PERMITTED = 4;
    private static final String AT_SOCKET = "--socket";
    private static final String IN_NAMESPACE = "--netns";

    private final EngineFinder.Found engine;
    private final String verb;

    private LvsRelay(EngineFinder.Found engine, String verb) {
        this.engine = engine;
        this.verb = verb;
    }

    /** {@code director lvs [--socket PATH | --netns NAME] ARGS…}. */
    static int director(Places places, List<String> args) {
        List<String> words = new ArrayList<>(args);
        Map<String, String> where = new HashMap<>(Map.of(AT_SOCKET, "", IN_NAMESPACE, ""));
        while (!words.isEmpty() && where.containsKey(words.get(0).split("=", 2)[0])) {
            String[] option = words.remove(0).split("=", 2);
            String value = option.length == 2 ? option[1] : words.isEmpty() ? "" : words.remove(0);
            if (value.isEmpty()) {
                System.err.println("director: " + option[0] + " names nothing: director lvs " + option[0]
                        + (option[0].equals(AT_SOCKET) ? " PATH" : " NAME") + " WORDS");
                return 2;
            }
            where.put(option[0], value);
        }
        Optional<String> help = LvsHelpPages.of(words, LvsHelp::page);
        try {
            if (help.isPresent()) {
                write(System.out, help.get());
                return 0;
            }
            EngineFinder.Found found =
                    new EngineFinder(places, System.getenv()).find(where.get(AT_SOCKET), where.get(IN_NAMESPACE));
            return new LvsRelay(found, LVS).run(words, System.in);
        } catch (IOException e) {
            System.err.println("director: " + Failures.text(e));
            return 1;
        }
    }

    /** One of the {@link #PROGRAMS}; without an engine they say what ipvsadm says without a kernel that has IPVS. */
    static int program(String program, Places places, List<String> args) {
        List<String> save = IpvsadmScripts.save(args);
        try {
            if (program.equals("ipvsadm-save") && save.isEmpty()) {
                // a shell script: it looks at its words before anything else
                write(System.err, IpvsadmScripts.saveHelp(program));
                return 1;
            }
            EngineFinder.Found found = new EngineFinder(places, System.getenv()).find("", "");
            LvsRelay relay = new LvsRelay(found, IPVSADM);
            return switch (program) {
                case "ipvsadm-save" -> relay.run(save, InputStream.nullInputStream());
                case "ipvsadm-restore" -> relay.restore(System.in);
                default -> relay.run(args, System.in);
            };
        } catch (IOException e) {
            return notThere(Failures.text(e));
        }
    }

    private static int notThere(String why) {
        System.err.println("Can't initialize ipvs: " + why);
        System.err.println("Are you sure that IP Virtual Server is built in the kernel or as module?");
        return 2;
    }

    /** Everything is read before anything is cleared, so that a broken pipe leaves the table alone. */
    private int restore(InputStream stdin) throws IOException {
        String lines = IpvsadmScripts.restoreLines(new String(stdin.readAllBytes(), StandardCharsets.UTF_8));
        run(List.of("-C"), InputStream.nullInputStream());
        return run(List.of(RESTORE), new java.io.ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
    }

    private int run(List<String> args, InputStream stdin) throws IOException {
        ControlReply reply = ask(args, "", 0);
        if (reply.exit() == NOT_PERMITTED && verb.equals(IPVSADM)) {
            return notThere("Permission denied (you must be root)");
        }
        int exit = show(reply);
        while (reply.result().get("next") instanceof Integer next) {
            reply = ask(args, "", next);
            exit = show(reply);
        }
        if (!reply.result().containsKey("stream")) {
            return exit;
        }
        LineBatches batches = new LineBatches(stdin);
        for (String lines = batches.next(); !lines.isEmpty(); lines = batches.next()) {
            ControlReply outcome = ask(args, lines, 0);
            int code = show(outcome);
            Object stream = outcome.result().getOrDefault("stream", "ENDED");
            exit = stream.equals("IDLE") ? exit : code;
            if (stream.equals("ENDED")) {
                break;
            }
        }
        return exit;
    }

    private ControlReply ask(List<String> args, String stdin, int from) throws IOException {
        return ControlClient.callAt(engine.socket(), new ControlRequest(verb, args, stdin, from));
    }

    private static int show(ControlReply reply) throws IOException {
        write(System.out, reply.out());
        write(System.err, reply.err());
        return reply.exit();
    }

    private static void write(PrintStream stream, String text) throws IOException {
        stream.write(text.getBytes(StandardCharsets.UTF_8));
        stream.flush();
    }
}
