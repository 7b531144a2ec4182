package org.hadirector.heartbeat.config;

import java.net.InetAddress;
import java.util.List;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.heartbeat.config.ConfigProblem.Stage;

/**
 * mcast and mcast6: {@code INTERFACE GROUP PORT TTL LOOP}, separated by blanks only. heartbeat reads the numbers as
 * {@code atoi} does and keeps their low bits; where that changes what was written, it is said.
 */
final class MulticastDirectives {
    /** Routers that a beat may pass: heartbeat takes no more, for one that comes from further away is late. */
    private static final int MAX_TTL = 4;

    private final Problems problems;
    private final List<Medium> media;

    /** @param media where what was read is added */
    MulticastDirectives(Problems problems, List<Medium> media) {
        this.problems = problems;
        this.media = media;
    }

    void mcast(Directive directive) {
        read(directive, "as in: mcast eth0 225.0.0.1 694 1 0", "from 224.0.0.0 to 239.255.255.255");
    }

    void mcast6(Directive directive) {
        read(directive, "as in: mcast6 eth0 ff05::694 694 1 0", "an IPv6 address that begins with ff");
    }

    private void read(Directive directive, String example, String groups) {
        List<String> words = directive.words();
        String name = directive.name();
        String[] parts = {"", name + " address", "port", ttlWord(name), "loop"};
        if (words.isEmpty()) {
            problems.refused(directive.line(), name + " statement without device", example);
            return;
        }
        if (words.size() < parts.length) {
            problems.refused(
                    directive.line(), name + " [" + words.get(0) + "] missing " + parts[words.size()], example);
            return;
        }
        MediaDirectives.extra(directive, words, parts.length, problems);
        if (!isGroup(name, words.get(1))) {
            if (name.equals("mcast") && isShortGroup(words.get(1))) {
                shortGroup(directive, words);
            } else {
                bad(directive, "addr [" + words.get(1) + "]", groups);
            }
            return;
        }
        if (name.equals("mcast6") && !words.get(2).matches("\\d+")) {
            portWord(directive, words);
            return;
        }
        int port = low(words.get(2), 0xffff);
        int ttl = low(words.get(3), 0xff);
        int loop = low(words.get(4), 0xff);
        if (port == 0) {
            bad(directive, "port [0]", "[" + words.get(2) + "] is none: 1 to 65535");
        } else if (ttl > MAX_TTL) {
            bad(directive, ttlWord(name) + " [" + ttl + "]", "1 to " + MAX_TTL);
        } else if (loop > 1) {
            bad(directive, "loop [" + words.get(4) + "]", "0 or 1");
        } else {
            add(directive, words, port, ttl, loop == 1);
        }
    }

    private static boolean isGroup(String name, String word) {
        return name.equals("mcast")
                ? Ipv4Text.parse(word).filter(InetAddress::isMulticastAddress).isPresent()
                : word.indexOf('%') < 0
                        && AddressText.ipv6(word)
                                .filter(InetAddress::isMulticastAddress)
                                .isPresent();
    }

    private static String ttlWord(String name) {
        return name.equals("mcast") ? "ttl" : "hops";
    }

    /** One that {@code inet_aton} knows, such as {@code 225.1}, but not {@code inet_pton}: heartbeat asks both. */
    private static boolean isShortGroup(String word) {
        return Ipv4Text.parseShort(word).filter(InetAddress::isMulticastAddress).isPresent();
    }

    private void shortGroup(Directive directive, List<String> words) {
        String name = directive.name();
        problems.said(
                Severity.ERROR,
                Stage.READING,
                directive.line(),
                name + " [" + words.get(0) + "] bad addr [" + words.get(1) + "]",
                "all four numbers of the address, decimal, such as 225.0.0.1",
                "WARN: Error creating mcast_private(%s, %s, %d, %d, %d)"
                        .formatted(
                                words.get(0),
                                words.get(1),
                                low(words.get(2), 0xffff),
                                low(words.get(3), 0xff),
                                low(words.get(4), 0xff)));
    }

    /** heartbeat has the library read this port, which takes no names of services here. */
    private void portWord(Directive directive, List<String> words) {
        String group = words.get(1);
        String port = words.get(2);
        problems.said(
                Severity.ERROR,
                Stage.READING,
                directive.line(),
                "mcast6 [" + words.get(0) + "] bad port [" + port + "]",
                "a number from 1 to 65535",
                "ERROR: getaddrinfo([" + group + "]:" + port + "): Servname not supported for ai_socktype",
                "WARN: Error creating mcast6_private(%s, %s, %s, %d, %d)"
                        .formatted(words.get(0), group, port, low(words.get(3), 0xff), low(words.get(4), 0xff)));
    }

    private static int low(String word, int mask) {
        return (int) OtherDirectives.leading(word) & mask;
    }

    private void bad(Directive directive, String what, String remedy) {
        problems.refused(
                directive.line(), directive.name() + " [" + directive.words().get(0) + "] bad " + what, remedy);
    }

    private void add(Directive directive, List<String> words, int port, int ttl, boolean loop) {
        MediaDirectives.cutPort(directive, words.get(2), port, problems);
        // a ttl of 0 never leaves the host
        int used = Math.max(ttl, 1);
        if (!words.get(3).equals(Integer.toString(used))) {
            problems.warning(
                    directive.line(),
                    directive.name() + " [" + words.get(0) + "] bad " + ttlWord(directive.name()) + " [" + words.get(3)
                            + "], " + used + " is used",
                    "1 to " + MAX_TTL);
        }
        if (!words.get(4).equals(loop ? "1" : "0")) {
            problems.warning(
                    directive.line(),
                    directive.name() + " [" + words.get(0) + "] bad loop [" + words.get(4) + "], 0 is used",
                    "0 or 1");
        }
        media.add(
                directive.name().equals("mcast")
                        ? new Medium.Mcast(words.get(0), words.get(1), port, used, loop, directive.line())
                        : new Medium.Mcast6(words.get(0), words.get(1), port, used, loop, directive.line()));
    }
}
