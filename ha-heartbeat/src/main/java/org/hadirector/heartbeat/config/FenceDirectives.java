package org.hadirector.heartbeat.config;

import java.util.ArrayList;
import java.util.List;

/**
 * stonith, stonith_host and watchdog: their form. Whether a type, a file or a device exists is asked where it is used.
 * {@code stonith TYPE FILE} keeps the device's parameters in a file, {@code stonith_host HOST|* TYPE PARAMETER…} names
 * them in place; HOST is the node from which the device can be used.
 */
public final class FenceDirectives {
    private static final String FORM = "stonith_host HOST|* TYPE PARAMETER …";

    private FenceDirectives() {}

    /**
     * One fence device.
     *
     * @param from the node from which it can be used, {@code *} for any
     * @param type as {@code external/ipmi}, {@code fence_ipmilan}, {@code meatware}
     * @param parameters everything behind the type, as written; empty when {@code file} holds them
     * @param file with the parameters, or empty
     * @param line of ha.cf, 1-based
     */
    public record Device(String from, String type, String parameters, String file, int line) {
        /** Whether the device can be used from this node. */
        public boolean usableFrom(String node) {
            return from.equals("*") || from.equalsIgnoreCase(node);
        }
    }

    /** Takes a directive if it is one of these. */
    static boolean accept(Directive directive, Problems problems) {
        switch (directive.name()) {
            case "stonith_host" -> checkHost(directive, problems);
            case "stonith" -> {
                if (directive.values().size() < 2) {
                    problems.refused(
                            directive.line(),
                            directive.values().isEmpty() ? "No Stonith type given" : "Invalid Stonith config file []",
                            "stonith TYPE FILE-WITH-PARAMETERS");
                }
            }
            case "watchdog" -> {
                if (directive.values().size() > 1) {
                    problems.error(
                            directive.line(),
                            problems.file() + ": Watchdog device multiply specified.",
                            "one device, such as /dev/watchdog");
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void checkHost(Directive directive, Problems problems) {
        if (directive.values().isEmpty()) {
            problems.refused(directive.line(), "No Stonith hostname argument given", FORM);
        }
    }

    /** A line without a device: the lines of other nodes are read no further than to their names. */
    static void checkDevice(Directive directive, String ownNode, Problems problems) {
        if (!directive.name().equals("stonith_host") || directive.values().size() != 1) {
            return;
        }
        String host = directive.value(0);
        if (host.equals("*") || host.equalsIgnoreCase(ownNode)) {
            problems.refused(directive.line(), "No Stonith type given", FORM);
        } else {
            problems.hint(directive.line(), "stonith_host [" + host + "]: no device for it", FORM);
        }
    }

    /** The fence devices in the order of the file; lines that the parser refused are left out. */
    public static List<Device> devices(HaCf haCf) {
        List<Device> devices = new ArrayList<>();
        for (Directive directive : haCf.directives()) {
            if (directive.values().size() < 2) {
                continue;
            }
            if (directive.name().equals("stonith")) {
                devices.add(new Device("*", directive.value(0), "", directive.value(1), directive.line()));
            } else if (directive.name().equals("stonith_host")) {
                // the whole rest of the line belongs to the device, commas included
                String[] words = directive.rest().split("[ \t\r\f]+", 3);
                String type = words.length > 1 ? words[1] : directive.value(1);
                devices.add(new Device(words[0], type, words.length > 2 ? words[2] : "", "", directive.line()));
            }
        }
        return devices;
    }

    /** The watchdog device, or null when there is none. */
    public static String watchdog(HaCf haCf) {
        String device = haCf.parameter("watchdog");
        return device == null || device.isBlank() ? null : device.strip();
    }
}
