package org.hadirector.heartbeat.link;

import java.nio.charset.StandardCharsets;

/**
 * What an operator wrote down about a node (hb_setweight, hb_setsite). Nothing of this program goes by it: it is shown.
 *
 * @param node the node that it is about
 * @param version of notes about the same thing the one with the higher number is the later one
 * @param value at most {@link #MAX_BYTES} bytes of UTF-8
 */
public record Note(String node, Kind kind, long version, String value) {
    /** Longest value: with the notes of both nodes a beat of all groups still fits its datagram. */
    public static final int MAX_BYTES = 32;

    /** What of a node is noted. */
    public enum Kind {
        WEIGHT,
        SITE
    }

    /** Whether a value fits, and prints on one line. */
    public static boolean allows(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= MAX_BYTES
                && value.chars().noneMatch(Character::isISOControl)
                && value.equals(new String(bytes, StandardCharsets.UTF_8));
    }

    /** Whether this one is later than another one about the same thing; both nodes answer alike. */
    public boolean after(Note other) {
        return version == other.version ? value.compareTo(other.value) > 0 : version > other.version;
    }
}
