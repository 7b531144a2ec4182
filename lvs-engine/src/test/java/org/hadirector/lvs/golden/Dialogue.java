package org.hadirector.lvs.golden;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hadirector.lvs.helper.FtpTalk;

/** The {@code say} and {@code connect} events of recorded FTP sessions: real sockets there, talking ends here. */
final class Dialogue {
    private static final Pattern CONNECT = Pattern.compile("connect (client|server)(?: (\\S+))? to (\\S+) -> (.*)");
    private static final Pattern SAY = Pattern.compile("say (client|server) '(.*)'");

    private final GoldenLab lab;
    private final Map<String, FtpTalk> talks = new HashMap<>();

    Dialogue(GoldenLab lab) {
        this.lab = lab;
    }

    private FtpTalk talk() {
        return new FtpTalk(lab::exchange);
    }

    /** Opens the control connection; the server that took it. */
    String open(String name, String from, String to) {
        FtpTalk talk = talk();
        boolean taken = talk.connect(
                Packets.host(from).getHostAddress(),
                Packets.port(from),
                Packets.host(to).getHostAddress(),
                Packets.port(to));
        talks.put(name, talk);
        return taken ? talk.server().name() : "refused";
    }

    /** Plays an event; the first difference, or null. */
    String play(GoldenVector.Event event) {
        Matcher say = SAY.matcher(event.line());
        if (say.matches()) {
            FtpTalk talk = talks.get("ctl");
            boolean client = say.group(1).equals("client");
            talk.say(client ? talk.client() : talk.server(), say.group(2).replace("\\r\\n", "\r\n"));
            String heard = (client ? talk.server() : talk.client()).heard().replace("\r\n", "\\r\\n");
            String want = "  other-side-hears '" + heard + "'";
            return event.results().contains(want) ? null : "heard '" + heard + "'";
        }
        Matcher connect = CONNECT.matcher(event.line());
        if (!connect.matches()) {
            return "cannot do this";
        }
        String got = connect(connect.group(1).equals("server"), connect.group(2), connect.group(3));
        return got.equals(connect.group(4)) ? null : "got " + got;
    }

    private String connect(boolean back, String from, String to) {
        FtpTalk talk = talk();
        String fromHost = Packets.host(from).getHostAddress();
        String toHost = Packets.host(to).getHostAddress();
        if (back) {
            if (!talk.connectBack(fromHost, Packets.port(from), toHost, Packets.port(to))) {
                return "ConnectionRefusedError";
            }
            return "accepted at " + talk.client().name() + " from "
                    + talk.client().peerName() + ", got b'"
                    + talk.say(talk.server(), "data").client().heard() + "'";
        }
        if (!talk.connect(fromHost, Packets.port(from), toHost, Packets.port(to))) {
            return "ConnectionRefusedError";
        }
        return "accepted at " + talk.server().name() + " from "
                + talk.server().peerName() + ", got b'"
                + talk.say(talk.client(), "data").server().heard() + "'";
    }

    /** The rows that an event lists, each once. */
    static List<String> rows(GoldenVector.Event event) {
        return event.results().stream()
                .filter(line -> line.startsWith("  conn "))
                .distinct()
                .toList();
    }
}
