package org.hadirector.heartbeat.decide;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hadirector.heartbeat.link.Note;

/**
 * Weight and site of the nodes, as operators set them on either node: the later word counts on both. The one that
 * starts again hears them from the other; they are forgotten when both are down.
 */
final class NoteBook {
    private record Subject(String node, Note.Kind kind) {}

    private final Map<Subject, Note> notes = new LinkedHashMap<>();

    void write(String node, Note.Kind kind, String value) {
        Note known = notes.get(new Subject(node, kind));
        put(new Note(node, kind, known == null ? 1 : known.version() + 1, value));
    }

    /** What the other node knows; whether any of it is news. */
    boolean learn(List<Note> said) {
        boolean news = false;
        for (Note note : said) {
            Note known = notes.get(new Subject(note.node(), note.kind()));
            if (known == null || note.after(known)) {
                put(note);
                news = true;
            }
        }
        return news;
    }

    private void put(Note note) {
        notes.put(new Subject(note.node(), note.kind()), note);
    }

    List<Note> all() {
        return new ArrayList<>(notes.values());
    }
}
