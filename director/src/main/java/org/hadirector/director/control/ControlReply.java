package org.hadirector.director.control;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The daemon's answer, complete: what the command prints on its two streams, a tree for those who want data, and the
 * exit code. One line of JSON on the wire.
 *
 * @param exit exit code of the command
 * @param out for standard output, verbatim
 * @param err for standard error, verbatim
 * @param result a tree of maps, lists, strings, numbers, booleans; empty when the verb has none
 */
public record ControlReply(int exit, String out, String err, Map<String, Object> result) {
    /** A success that has data. */
    public static ControlReply of(Map<String, Object> result) {
        return new ControlReply(0, "", "", result);
    }

    /** A success or failure in one line of words. */
    public static ControlReply text(int exit, String line) {
        return exit == 0
                ? new ControlReply(0, line + "\n", "", Map.of())
                : new ControlReply(exit, "", line + "\n", Map.of());
    }

    /** What the line holds. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("exit", exit);
        fields.put("out", out);
        fields.put("err", err);
        fields.put("result", result);
        return fields;
    }

    /** @throws IOException when the line is not a reply */
    public static ControlReply decode(String line) throws IOException {
        Map<String, Object> fields = JSON.std.mapFrom(line);
        if (fields == null
                || !(fields.get("exit") instanceof Number exit)
                || !(fields.get("out") instanceof String out)
                || !(fields.get("err") instanceof String err)) {
            throw new IOException("not a reply of the director's daemon");
        }
        Map<String, Object> result = new LinkedHashMap<>();
        if (fields.get("result") instanceof Map<?, ?> tree) {
            tree.forEach((key, value) -> result.put(String.valueOf(key), value));
        }
        return new ControlReply(exit.intValue(), out, err, result);
    }
}
