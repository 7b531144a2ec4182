package org.hadirector.director.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.hadirector.director.cli.Directories.Places;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.director.control.ControlServer;
import org.hadirector.director.journal.JournalEntry;
import org.hadirector.director.journal.JournalFile;

/**
 * For packaging: runs the everyday commands once in one process, against a daemon that knows nothing, so that the
 * archive of classes they start with holds what they need. Nothing is printed.
 */
final class CommandTour {
    private static final List<List<String>> STOPS = List.of(
            List.of("status"),
            List.of("status", "--json"),
            List.of("metrics"),
            List.of("why", "--last", "0"),
            List.of("events", "--last", "9", "--since", "1d"),
            List.of("standby"),
            List.of("cl_status", "listnodes", "-v"),
            List.of("cl_status", "nodestatus", "ha2"),
            List.of("heartbeat", "-s"),
            List.of("resource", "status", "vip"),
            List.of("resource", "verifyallidle"),
            List.of("hb_takeover"),
            List.of("lvs", "-L", "-n"));

    private static final Map<String, Object> STATUS = Map.of(
            "active", true,
            "node", "ha1",
            "nodes", List.of(Map.of("name", "ha2", "type", "normal", "status", "active", "links", List.of())),
            "peer", Map.of("name", "ha2", "state", "up", "silentMs", 1),
            "groups", List.of(Map.of("name", "vip", "reason", "", "notReady", List.of("x"), "resources", List.of())),
            "links", List.of(Map.of("name", "eth1", "state", "up", "silentMs", 1)),
            "renewal", Map.of("vip", Map.of("renewals", 2, "everyMs", 1.5, "perLength", 4.5, "worstLeftMs", 1.5)),
            "engine", Map.of("services", 1, "connections", 1, "received", 1, "forwarded", 1, "dropped", 0));

    private CommandTour() {}

    /** @param scratch an empty directory: socket and journal are made there */
    static int walk(Path scratch) throws IOException {
        PrintStream out = System.out;
        PrintStream err = System.err;
        PrintStream nobody = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        journal(scratch);
        try (ControlServer daemon =
                ControlServer.bind(scratch, CommandTour::answer, (user, group, verb) -> false, Runnable::run)) {
            Thread acceptor = new Thread(
                    () -> {
                        try {
                            daemon.acceptLoop();
                        } catch (IOException ended) {
                            return;
                        }
                    },
                    "tour");
            acceptor.setDaemon(true);
            acceptor.start();
            System.setOut(nobody);
            System.setErr(nobody);
            for (List<String> stop : STOPS) {
                String[] words = new String[stop.size() + 6];
                List<String> places = List.of("--run", "" + scratch, "--state", "" + scratch, "--config", "" + scratch);
                for (int i = 0; i < words.length; i++) {
                    words[i] = i < 6 ? places.get(i) : stop.get(i - 6);
                }
                Main.run("director", words);
            }
            ipvsadm(new Places(scratch, scratch, scratch, true));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return 0;
    }

    /** Under its own name it is started by scripts, many times, and is fed with thousands of lines. */
    private static void ipvsadm(Places places) {
        InputStream in = System.in;
        try {
            System.setIn(new ByteArrayInputStream("-C\n".getBytes(StandardCharsets.UTF_8)));
            LvsRelay.program("ipvsadm", places, List.of("-L", "-n"));
            LvsRelay.program("ipvsadm", places, List.of("-R"));
        } finally {
            System.setIn(in);
        }
    }

    private static ControlReply answer(ControlRequest request) {
        if (request.args().contains("-R")) {
            return ControlReply.of(Map.of("stream", "OPEN"));
        }
        return List.of("status", "cl_status").contains(request.verb())
                ? ControlReply.of(STATUS)
                : ControlReply.text(0, "");
    }

    private static void journal(Path scratch) throws IOException {
        Files.createDirectories(scratch);
        Instant now = Instant.EPOCH.plusSeconds(1);
        try (JournalFile file = new JournalFile(scratch, 1 << 20)) {
            for (String kind : List.of("PEER_UP", "PEER_LATE", "BEREAVED", "CLAIM", "OWNER")) {
                file.append(
                        new JournalEntry(now, 1, "ha1", kind, "vip", "ha2", "bereaved of ha2", 1, 1, false).encode(),
                        false);
            }
        }
    }
}
