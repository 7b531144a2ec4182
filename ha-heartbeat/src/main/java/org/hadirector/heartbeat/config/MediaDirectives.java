package org.hadirector.heartbeat.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * serial, bcast (udp), mcast, ucast, mcast6, ucast6 and what they are opened with: baud and udpport, which count for
 * the lines below them only.
 */
final class MediaDirectives {
    static final int DEFAULT_PORT = 694;
    static final int DEFAULT_BAUD = 19200;

    private static final Set<String> SPEEDS = Set.of("9600", "19200", "38400", "57600", "115200", "230400", "460800");

    private final Problems problems;
    private final List<Medium> media = new ArrayList<>();
    private int port = DEFAULT_PORT;
    private int portLine;
    private int baud = DEFAULT_BAUD;
    private int baudLine;

    MediaDirectives(Problems problems) {
        this.problems = problems;
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
            case "mcast" -> mcast(directive);
            case "ucast" -> ucast(directive);
            case "mcast6" -> mcast6(directive);
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
        boolean udp = media.stream().anyMatch(m -> !(m instanceof Medium.Serial));
        boolean udpAfter = media.stream().anyMatch(m -> !(m instanceof Medium.Serial) && m.line() > portLine);
        if (portLine > 0 && udp && !udpAfter) {
            problems.hint(
                    portLine,
                    "udpport after the media has no effect on them",
                    "move the udpport line above bcast, mcast and ucast");
        }
        return media;
    }

    private void baud(Directive directive) {
        for (String value : directive.values()) {
            if (baudLine > 0) {
                problems.error(
                        directive.line(), "Baudrate multiply specified.", "keep one baud line, above the serial lines");
            } else if (SPEEDS.contains(value)) {
                baud = Integer.parseInt(value);
                baudLine = directive.line();
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
            Integer number = port(directive, value);
            if (number != null) {
                port = number;
                portLine = directive.line();
            }
        }
    }

    /** heartbeat keeps the low 16 bits of a port that is too big and says nothing; here it is said. */
    private Integer port(Directive directive, String value) {
        Integer number = number(value);
        if (number == null || (number & 0xffff) == 0) {
            problems.error(directive.line(), "invalid port [" + value + "] specified.", "a number from 1 to 65535");
            return null;
        }
        if (number > 0xffff) {
            problems.warning(
                    directive.line(),
                    "port [" + value + "] is too big, " + (number & 0xffff) + " is used",
                    "a number from 1 to 65535");
        }
        return number & 0xffff;
    }

    private static Integer number(String value) {
        boolean digits =
                !value.isEmpty() && value.length() <= 9 && value.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Integer.valueOf(value) : null;
    }

    private void serial(Directive directive) {
        for (String device : directive.values()) {
            if (device.startsWith("/")) {
                media.add(new Medium.Serial(device, baud, directive.line()));
            } else {
                IllegalMedium.serial(directive.line(), device, problems);
            }
        }
    }

    private void bcast(Directive directive) {
        for (String device : directive.values()) {
            media.add(new Medium.Bcast(device, port, directive.line()));
        }
    }

    private void ucast(Directive directive) {
        String device = directive.value(0);
        String peer = directive.value(1);
        if (device == null || peer == null) {
            problems.refused(
                    directive.line(),
                    "ucast: [" + (device == null ? "" : device) + "] missing target IP address/hostname",
                    "ucast INTERFACE PEER-ADDRESS");
            return;
        }
        if (Ipv4Text.looksNumeric(peer) && Ipv4Text.parse(peer).isEmpty()) {
            problems.refused(
                    directive.line(), "ucast: cannot resolve hostname", "[" + peer + "] is not an IPv4 address");
            return;
        }
        extra(directive, 2);
        media.add(new Medium.Ucast(device, peer, port, directive.line()));
    }

    private void mcast(Directive directive) {
        String device = directive.value(0);
        String[] missing = {"device", "group", "port", "ttl", "loop"};
        if (directive.values().size() < missing.length) {
            problems.refused(
                    directive.line(),
                    "mcast [" + (device == null ? "" : device) + "] missing "
                            + missing[directive.values().size()],
                    "mcast INTERFACE GROUP PORT TTL LOOP, as in: mcast eth0 225.0.0.1 694 1 0");
            return;
        }
        extra(directive, missing.length);
        String group = directive.value(1);
        boolean groupGood =
                Ipv4Text.parse(group).filter(InetAddress::isMulticastAddress).isPresent();
        if (!groupGood) {
            problems.refused(
                    directive.line(),
                    "mcast [" + device + "] bad group [" + group + "]",
                    "an IPv4 address from 224.0.0.0 to 239.255.255.255");
        }
        Integer mcastPort = port(directive, directive.value(2));
        Integer ttl = ttl(directive, device, directive.value(3));
        String loop = directive.value(4);
        boolean loopGood = loop.equals("0") || loop.equals("1");
        if (!loopGood) {
            problems.refused(directive.line(), "mcast [" + device + "] bad loop [" + loop + "]", "0 or 1");
        }
        if (groupGood && mcastPort != null && ttl != null && loopGood) {
            media.add(new Medium.Mcast(device, group, mcastPort, ttl, loop.equals("1"), directive.line()));
        }
    }

    private void ucast6(Directive directive) {
        String device = directive.value(0);
        String peer = directive.value(1);
        if (device == null || peer == null) {
            problems.refused(
                    directive.line(),
                    "ucast6: [" + (device == null ? "" : device) + "] missing target IP address/hostname",
                    "ucast6 INTERFACE PEER-ADDRESS");
        } else if (!AddressText.isIpv6(peer)) {
            problems.error(directive.line(), "ucast6: [" + peer + "] is not an IPv6 address", "such as fd00::7");
        } else {
            extra(directive, 2);
            media.add(new Medium.Ucast6(device, peer, port, directive.line()));
        }
    }

    private void mcast6(Directive directive) {
        String device = directive.value(0);
        String[] missing = {"device", "group", "port", "hops", "loop"};
        if (directive.values().size() < missing.length) {
            problems.refused(
                    directive.line(),
                    "mcast6 [" + (device == null ? "" : device) + "] missing "
                            + missing[directive.values().size()],
                    "mcast6 INTERFACE GROUP PORT HOPS LOOP, as in: mcast6 eth0 ff05::694 694 1 0");
            return;
        }
        extra(directive, missing.length);
        String group = directive.value(1);
        boolean groupGood =
                AddressText.ipv6(group).filter(InetAddress::isMulticastAddress).isPresent();
        if (!groupGood) {
            problems.error(
                    directive.line(),
                    "mcast6 [" + device + "] bad group [" + group + "]",
                    "an IPv6 address that begins with ff");
        }
        Integer groupPort = port(directive, directive.value(2));
        Integer hops = ttl(directive, device, directive.value(3));
        String loop = directive.value(4);
        boolean loopGood = loop.equals("0") || loop.equals("1");
        if (!loopGood) {
            problems.refused(directive.line(), "mcast6 [" + device + "] bad loop [" + loop + "]", "0 or 1");
        }
        if (groupGood && groupPort != null && hops != null && loopGood) {
            media.add(new Medium.Mcast6(device, group, groupPort, hops, loop.equals("1"), directive.line()));
        }
    }

    /** heartbeat turns 256 into 0, which never leaves the host, and says nothing. */
    private Integer ttl(Directive directive, String device, String value) {
        Integer ttl = number(value);
        if (ttl == null) {
            problems.refused(
                    directive.line(),
                    directive.name() + " [" + device + "] bad ttl [" + value + "]",
                    "a number, 1 to 255");
            return null;
        }
        if (ttl < 1 || ttl > 255) {
            problems.warning(
                    directive.line(),
                    directive.name() + " [" + device + "] bad ttl [" + value + "], 1 is used",
                    "1 to 255");
            return 1;
        }
        return ttl;
    }

    private void extra(Directive directive, int known) {
        if (directive.values().size() > known) {
            problems.warning(
                    directive.line(),
                    directive.name() + ": [" + directive.value(known) + "] and what follows is ignored",
                    "one medium a line");
        }
    }
}
