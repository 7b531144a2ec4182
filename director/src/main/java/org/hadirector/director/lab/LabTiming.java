package org.hadirector.director.lab;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The directives of ha.cf that an experiment varies, as written in ha.cf ({@code 3}, {@code 300ms}).
 *
 * @param keepalive interval between heartbeats
 * @param deadtime silence after which the peer is dead
 * @param initdead deadtime of the first wait after a start; empty leaves heartbeat's default
 * @param autoFailback {@code on}, {@code off} or {@code legacy}; empty leaves heartbeat's default
 */
public record LabTiming(String keepalive, String deadtime, Optional<String> initdead, Optional<String> autoFailback) {
    private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?)((?:s|sec|ms|msec|us|usec)?)");

    /** @throws IllegalArgumentException when keepalive or deadtime is no time */
    public LabTiming {
        duration("keepalive", keepalive);
        duration("deadtime", deadtime);
    }

    /** The timing of the seed's ha.cf. */
    public static LabTiming seed() {
        return new LabTiming("3", "9", Optional.empty(), Optional.empty());
    }

    /** The product's own default for a LAN. */
    public static LabTiming fast() {
        return new LabTiming("100ms", "500ms", Optional.empty(), Optional.empty());
    }

    /**
     * The timing of a named profile.
     *
     * @throws IllegalArgumentException when there is no such profile
     */
    public static LabTiming profile(String name) {
        return switch (name) {
            case "seed" -> seed();
            case "fast" -> fast();
            default -> throw new IllegalArgumentException("no profile " + name + "; there are: seed, fast");
        };
    }

    /** The deadtime as a length of time. */
    public Duration deadtimeDuration() {
        return duration("deadtime", deadtime);
    }

    /** The keepalive as a length of time. */
    public Duration keepaliveDuration() {
        return duration("keepalive", keepalive);
    }

    /** How long a node that starts waits for the other: as given, else the most that heartbeat's default can be. */
    public Duration initdeadDuration() {
        Duration most = Duration.ofSeconds(Math.max(12, 2 * deadtimeDuration().toSeconds()));
        return initdead.map(value -> duration("initdead", value)).orElse(most);
    }

    /** Whether the preferred node gets its resources back by itself: so it is unless it was switched off. */
    public boolean failsBack() {
        return !autoFailback.orElse("legacy").equals("off");
    }

    /**
     * heartbeat's units: {@code s}, {@code sec}, {@code ms}, {@code msec}, {@code us}, {@code usec}, none = seconds.
     */
    private static Duration duration(String directive, String value) {
        Matcher time = TIME.matcher(value);
        if (!time.matches()) {
            throw new IllegalArgumentException(directive + " " + value + ": write a time such as 9 or 500ms");
        }
        double nsPerUnit = time.group(2).startsWith("m") ? 1e6 : time.group(2).startsWith("u") ? 1e3 : 1e9;
        return Duration.ofNanos(Math.round(Double.parseDouble(time.group(1)) * nsPerUnit));
    }

    public LabTiming withKeepalive(String value) {
        return new LabTiming(value, deadtime, initdead, autoFailback);
    }

    public LabTiming withDeadtime(String value) {
        return new LabTiming(keepalive, value, initdead, autoFailback);
    }

    public LabTiming withInitdead(String value) {
        return new LabTiming(keepalive, deadtime, Optional.of(value), autoFailback);
    }

    public LabTiming withAutoFailback(String value) {
        return new LabTiming(keepalive, deadtime, initdead, Optional.of(value));
    }
}
