package org.hadirector.heartbeat.config;

import java.util.List;
import java.util.stream.Stream;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.heartbeat.config.ConfigProblem.Stage;

/** heartbeat's two lines about a medium it cannot make: the plug-in's, then the reader's. */
final class IllegalMedium {
    private IllegalMedium() {}

    /** A host that nobody knows. */
    static void ping(int line, String address, Problems problems) {
        ping("ping", line, address, problems, "ERROR: unknown host: " + address);
        problems.ofTheMoment();
    }

    /** What is no IPv6 address. */
    static void ping6(int line, String address, Problems problems) {
        ping("ping6", line, address, problems);
    }

    private static void ping(String directive, int line, String address, Problems problems, String... before) {
        String description = directive + " membership";
        String text = "Illegal " + directive + " [" + description + "] in config file [" + address + "]";
        problems.said(
                Severity.ERROR,
                Stage.READING,
                line,
                text,
                "write the address of a host that always answers, such as the gateway's; IPv6 with ping6",
                Stream.concat(Stream.of(before), Stream.of("ERROR: " + text)).toArray(String[]::new));
    }

    /** A serial line that is none, for the reason in {@code text}. */
    static void serial(int line, String text, String device, String remedy, Problems problems) {
        problems.said(
                Severity.ERROR,
                Stage.READING,
                line,
                text,
                remedy,
                "ERROR: " + text,
                "ERROR: Illegal serial [serial ring] in config file [" + device + "]");
    }

    /**
     * An interface that is not there, in the words of each kind of medium; ucast's are our own.
     *
     * @param alias whether {@code eth0:1} is written and there is an eth0
     */
    static void noInterface(Medium medium, boolean alias, Problems problems) {
        String device = medium.name();
        String text = medium.directive() + ": interface [" + device + "] does not exist";
        String errno = alias ? "Cannot assign requested address" : "No such device";
        List<String> words =
                switch (medium.directive()) {
                    case "bcast" -> List.of(
                            "ERROR: Get broadcast for interface " + device + " failed: " + errno,
                            "ERROR: IP interface [" + device + "] does not exist",
                            "ERROR: Illegal bcast [UDP/IP broadcast] in config file [" + device + "]");
                    case "mcast" -> List.of(
                            "ERROR: Unable to retrieve local interface address for interface [" + device
                                    + "] using ioctl(SIOCGIFADDR): No such device",
                            "ERROR: mcast device [" + device + "] is invalid or not set up properly");
                    case "mcast6", "ucast6" -> List.of("ERROR: " + medium.directive() + " device [" + device
                            + "] is invalid or not set up properly");
                    default -> List.of();
                };
        problems.said(
                Severity.ERROR,
                words.isEmpty() ? Stage.DESIGN : Stage.READING,
                medium.line(),
                text,
                "one that `ip link` lists",
                words.toArray(String[]::new));
        problems.ofTheMoment();
    }
}
