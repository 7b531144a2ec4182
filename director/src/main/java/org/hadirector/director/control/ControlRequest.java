package org.hadirector.director.control;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a command asks of the daemon: one line of JSON, {@code {"verb": …, "args": […], "stdin": …, "from": …, "by":
 * …}}.
 *
 * @param verb such as {@code status}
 * @param args the words after the verb, verbatim
 * @param stdin what the command read from its standard input, empty when it reads none
 * @param from where a long answer is to go on, as its last part said; 0 for its beginning
 * @param byNs when the command gives up unless it sees a sign of life, on the machine's monotonic clock
 *     ({@link System#nanoTime}); 0: never. What is read later is not carried out
 */
public record ControlRequest(String verb, List<String> args, String stdin, int from, long byNs) {
    /** No request is longer, its line feed included: ipvsadm's restore of some thousand lines fits. */
    public static final int MAX_BYTES = 4 << 20;

    public ControlRequest {
        args = List.copyOf(args);
    }

    public ControlRequest(String verb, String... args) {
        this(verb, List.of(args), "");
    }

    public ControlRequest(String verb, List<String> args, String stdin) {
        this(verb, args, stdin, 0);
    }

    public ControlRequest(String verb, List<String> args, String stdin, int from) {
        this(verb, args, stdin, from, 0);
    }

    /** The same with the time by which it must be taken up. */
    ControlRequest by(long ns) {
        return new ControlRequest(verb, args, stdin, from, ns);
    }

    /** Whether whoever asked has given up. */
    boolean tooLate(long nowNs) {
        return byNs != 0 && nowNs - byNs > 0;
    }

    /** What the line holds. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("verb", verb);
        fields.put("args", args);
        if (!stdin.isEmpty()) {
            fields.put("stdin", stdin);
        }
        if (from > 0) {
            fields.put("from", from);
        }
        if (byNs != 0) {
            fields.put("by", byNs);
        }
        return fields;
    }

    /** @throws IOException when the line is not a request; the message says why */
    public static ControlRequest decode(String line) throws IOException {
        Map<String, Object> fields = JSON.std.mapFrom(line);
        // a line "null" is JSON too, and no map
        if (fields == null || !(fields.get("verb") instanceof String verb)) {
            throw new IOException("a request needs a \"verb\"");
        }
        List<String> args = new ArrayList<>();
        if (fields.get("args") instanceof List<?> words) {
            for (Object word : words) {
                if (!(word instanceof String text)) {
                    throw new IOException("\"args\" must be strings");
                }
                args.add(text);
            }
        }
        Object stdin = fields.getOrDefault("stdin", "");
        if (!(stdin instanceof String text)) {
            throw new IOException("\"stdin\" must be a string");
        }
        Object from = fields.getOrDefault("from", 0);
        if (!(from instanceof Integer place) || place < 0) {
            throw new IOException("\"from\" must be a place in an answer");
        }
        Object by = fields.getOrDefault("by", 0);
        if (!(by instanceof Integer || by instanceof Long)) {
            throw new IOException("\"by\" must be a time in nanoseconds");
        }
        return new ControlRequest(verb, args, text, place, ((Number) by).longValue());
    }
}
