package org.hadirector.director.lab;

import java.util.Optional;

/**
 * The directives of ha.cf that an experiment varies, as written in ha.cf ({@code 3}, {@code 300ms}).
 *
 * @param keepalive interval between heartbeats
 * @param deadtime silence after which the peer is dead
 * @param initdead deadtime of the first wait after a start; empty leaves heartbeat's default
 * @param autoFailback {@code on}, {@code off} or {@code legacy}; empty leaves heartbeat's default
 */
public record LabTiming(String keepalive, String deadtime, Optional<String> initdead, Optional<String> autoFailback) {
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
