package org.hadirector.heartbeat.link;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The part of a beat that says what is noted of the nodes: see {@link StatusCodec}. */
final class NotesCodec {
    private static final Note.Kind[] KINDS = Note.Kind.values();

    private NotesCodec() {}

    /** @throws IllegalArgumentException when a note is too long, of another cluster's node, or there are too many */
    static void encode(List<Note> notes, List<String> nodes, ByteBuffer out) {
        if (notes.size() > most(nodes)) {
            throw new IllegalArgumentException("cannot encode " + notes);
        }
        out.put((byte) notes.size());
        for (Note note : notes) {
            int node = nodes.indexOf(note.node());
            byte[] text = note.value().getBytes(StandardCharsets.UTF_8);
            if (node < 0 || !Note.allows(note.value())) {
                throw new IllegalArgumentException("cannot encode " + note);
            }
            out.put((byte) node);
            out.put((byte) note.kind().ordinal());
            StatusCodec.putNumber(out, note.version());
            out.put((byte) text.length);
            out.put(text);
        }
    }

    static List<Note> decode(ByteBuffer in, List<String> nodes) throws MalformedBeatException {
        int count = in.get() & 0xff;
        check(count > 0 && count <= most(nodes), "number of notes out of range");
        List<Note> notes = new ArrayList<>(count);
        for (int n = 0; n < count; n++) {
            int node = in.get() & 0xff;
            int kind = in.get() & 0xff;
            check(node < nodes.size() && kind < KINDS.length, "a note about nothing that there is");
            long version = StatusCodec.number(in);
            int length = in.get() & 0xff;
            check(length <= Note.MAX_BYTES, "note too long");
            byte[] text = new byte[length];
            in.get(text);
            String value = new String(text, StandardCharsets.UTF_8);
            check(Note.allows(value), "note that is no text");
            notes.add(new Note(nodes.get(node), KINDS[kind], version, value));
        }
        return notes;
    }

    private static int most(List<String> nodes) {
        return nodes.size() * KINDS.length;
    }

    private static void check(boolean good, String otherwise) throws MalformedBeatException {
        if (!good) {
            throw new MalformedBeatException(otherwise);
        }
    }
}
