package org.hadirector.director.journal;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of the journal.
 *
 * @param time wall clock
 * @param monotonicNs the node's monotonic clock: what intervals are computed from
 * @param node whose journal it is
 * @param kind of event, upper case
 * @param group resource group, or empty
 * @param subject node, link or resource, or empty
 * @param reason in words
 * @param value a number that belongs to it, 0 when none
 * @param epoch of the group when it happened, 0 when unknown
 * @param durable an ownership event: on disk before the next is written
 */
public record JournalEntry(
        Instant time,
        long monotonicNs,
        String node,
        String kind,
        String group,
        String subject,
        String reason,
        long value,
        long epoch,
        boolean durable) {

    /** The line without its line feed. */
    public String encode() throws IOException {
        return JSON.std.asString(toMap());
    }

    /** The fields in the order of the line. */
    public Map<String, Object> toMap() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("time", time.toString());
        fields.put("mono", monotonicNs);
        fields.put("node", node);
        fields.put("kind", kind);
        fields.put("group", group);
        fields.put("subject", subject);
        fields.put("reason", reason);
        fields.put("value", value);
        fields.put("epoch", epoch);
        fields.put("durable", durable);
        return fields;
    }

    /** @throws IOException when the line is no entry, such as one cut off by a power failure */
    public static JournalEntry decode(String line) throws IOException {
        Map<String, Object> fields = JSON.std.mapFrom(line);
        if (fields == null) {
            throw new IOException("not a journal entry: " + line);
        }
        try {
            return new JournalEntry(
                    Instant.parse(text(fields, "time")),
                    number(fields, "mono"),
                    text(fields, "node"),
                    text(fields, "kind"),
                    text(fields, "group"),
                    text(fields, "subject"),
                    text(fields, "reason"),
                    number(fields, "value"),
                    number(fields, "epoch"),
                    Boolean.TRUE.equals(fields.get("durable")));
        } catch (DateTimeParseException e) {
            throw new IOException("not a journal entry: " + e.getMessage(), e);
        }
    }

    private static String text(Map<String, Object> fields, String name) throws IOException {
        if (fields.get(name) instanceof String value) {
            return value;
        }
        throw new IOException("not a journal entry: no \"" + name + "\"");
    }

    private static long number(Map<String, Object> fields, String name) throws IOException {
        if (fields.get(name) instanceof Number value) {
            return value.longValue();
        }
        throw new IOException("not a journal entry: no \"" + name + "\"");
    }
}
