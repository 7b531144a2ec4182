package org.hadirector.heartbeat.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * serial, bcast (udp), ucast, ucast6 and what they are opened with: baud and udpport. The first medium of a kind takes
 * the port that is set above it, for itself and for all others of its kind.
 */
final class MediaDirectives {
    static final int DEFAULT_PORT = 694;
    static final int DEFAULT_BAUD = 19200;

    private static final Set<String> SPEEDS = Set.of("9600", "19200", "38400", "57600", "115200", "230400", "460800");

    private final Problems problems;
    private final List<Medium> media = new ArrayList<>();
    private final MulticastDirectives multicast;
    /** By directive: what the first of its kind took. */
    private final Map<String, Integer> ports = new HashMap<>();

    private int port = DEFAULT_PORT;
    private int portLine;
    private boolean portTaken;
    private int baud = DEFAULT_BAUD;
    private int baudLine;

    MediaDirectives(Problems problems) {
        this.problems = problems;
        this.multicast = new MulticastDirectives(problems, media);
    }

    /** Takes a directive if it is one of these. */
    boolean accept(Directive directive) {
        switch (directive.name()) {
            case "baud" -> baud(directive);
            case "udpport" -> udpport(directive);
            case "serial" -> serial(directive);
            case "bcast" -> bcast(directive);
            case "udp" -> {
                problems.warned(directive.line(), "WARNING: directive 'udp' replaced by 'bcast'", "write bcast");
                bcast(directive);
            }
            case "mcast" -> multicast.mcast(directive);
            case "ucast" -> ucast(directive);
            case "mcast6" -> multicast.mcast6(directive);
            case "ucast6" -> ucast6(directive);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The media found, after a last look at settings that came too late. */
    List<Medium> finish() {
        boolean serial = media.stream().anyMatch(Medium.Serial.class::isInstance);
        boolean serialAfter = media.stream().anyMatch(m -> m instanceof Medium.Serial && m.line() > baudLine);
        if (baudLine > 0 && serial && !serialAfter) {
            problems.hint(
                    baudLine, "baud after serial has no effect on it", "move the baud line above the serial line");
        }
        if (portLine > 0 && !portTaken && !ports.isEmpty()) {
            problems.hint(
                    portLine,
                    "udpport after the media has no effect on them",
                    "move the udpport line above bcast and ucast");
        }
        return media;
    }

    private void baud(Directive directive) {
        for (String value : directive.values()) {
            if (baudLine > 0) {
                problems.error(
                        directive.line(), "Baudrate multiply specified.", "keep one baud line, above the serial lines");
            } else if (SPEEDS.contains(Long.toString(OtherDirectives.leading(value)))) {
                baud = (int) OtherDirectives.leading(value);
                baudLine = directive.line();
                if (!value.equals(Integer.toString(baud))) {
                    problems.warning(
                            directive.line(),
                            "baud [" + value + "] is not a number, " + baud + " is used",
                            "digits only");
                }
            } else {
                problems.error(
                        directive.line(),
                        "invalid baudrate [" + value + "] specified.",
                        "one of 9600 19200 38400 57600 115200 230400 460800");
            }
        }
    }

    private void udpport(Directive directive) {
        for (String value : directive.values()) {
            long given = OtherDirectives.leading(value);
            int number = (int) given & 0xffff;
            if (given < 0 || number == 0) {
                problems.error(directive.line(), "invalid port [" + value + "] specified.", "a number from 1 to 65535");
                continue;
            }
            cutPort(directive, value, number, problems);
            port = number;
            portLine = directive.line();
            portTaken = false;
        }
    }

    /** heartbeat keeps the low 16 bits of a port that is too big and says nothing; here it is said. */
    static void cutPort(Directive directive, String value, int used, Problems problems) {
        if (!value.equals(Integer.toString(used))) {
            problems.warning(
                    directive.line(), "port [" + value + "] is not a port, " + used + " is used", "1 to 65535");
        }
    }

    private int port(String kind) {
        portTaken |= !ports.containsKey(kind);
        return ports.computeIfAbsent(kind, any -> port);
    }

    private void serial(Directive directive) {
        for (String device : directive.values()) {
            if (device.startsWith("/")) {
                media.add(new Medium.Serial(device, baud, directive.line()));
            } else {
                IllegalMedium.serial(
                        directive.line(),
                        "Serial port not full pathname [" + device + "] in config file",
                        device,
                        "write /dev/" + device,
                        problems);
            }
        }
    }

    private void bcast(Directive directive) {
        for (String device : directive.values()) {
            media.add(new Medium.Bcast(device, port("bcast"), directive.line()));
        }
    }

    private void ucast(Directive directive) {
        List<String> words = directive.words();
        if (words.size() < 2) {
            problems.refused(
                    directive.line(),
                    "ucast: [" + String.join("", words) + "] missing target IP address/hostname",
                    "ucast INTERFACE PEER-ADDRESS");
            return;
        }
        String peer = words.get(1);
        boolean numeric = Ipv4Text.looksNumeric(peer);
        if (peer.indexOf(':') >= 0 || numeric && Ipv4Text.parseShort(peer).isEmpty()) {
            problems.refused(
                    directive.line(),
                    "ucast: cannot resolve hostname",
                    "[" + peer + "] is not an IPv4 address; for IPv6 write ucast6");
            return;
        }
        extra(directive, words, 2, problems);
        String address = numeric ? Ipv4Text.parseShort(peer).orElseThrow().getHostAddress() : peer;
        if (!address.equals(peer)) {
            problems.warning(directive.line(), "[" + peer + "] is read as " + address, "write that");
        }
        media.add(new Medium.Ucast(words.get(0), address, port("ucast"), directive.line()));
    }

    private void ucast6(Directive directive) {
        List<String> words = directive.words();
        if (words.isEmpty()) {
            problems.refused(directive.line(), "ucast6 statement without device", "ucast6 INTERFACE PEER-ADDRESS");
        } else if (words.size() < 2) {
            problems.refused(
                    directive.line(),
                    "ucast6 [" + words.get(0) + "] missing ucast6 address",
                    "ucast6 INTERFACE PEER-ADDRESS");
        } else if (!AddressText.isPeer6(words.get(1))) {
            problems.refused(
                    directive.line(),
                    "ucast6 [" + words.get(0) + "] bad addr [" + words.get(1) + "]",
                    "such as fd00::7");
        } else {
            extra(directive, words, 2, problems);
            media.add(new Medium.Ucast6(words.get(0), words.get(1), port("ucast6"), directive.line()));
        }
    }

    static void extra(Directive directive, List<String> words, int known, Problems problems) {
        if (words.size() > known) {
            problems.warning(
                    directive.line(),
                    directive.name() + ": [" + words.get(known) + "] and what follows is ignored",
                    "one medium a line");
        }
    }
}
