package org.hadirector.heartbeat.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.hadirector.heartbeat.link.Note;
import org.hadirector.heartbeat.link.Note.Kind;
import org.junit.jupiter.api.Test;

class NoteBookTest {
    private final NoteBook ha1 = new NoteBook();
    private final NoteBook ha2 = new NoteBook();

    private void talk() {
        ha2.learn(ha1.all());
        ha1.learn(ha2.all());
        assertEquals(Set.copyOf(ha1.all()), Set.copyOf(ha2.all()));
        assertFalse(ha2.learn(ha1.all()), "nothing of it is news");
    }

    @Test
    void shouldTakeTheLaterWordOnBothNodes() {
        ha1.write("ha2", Kind.WEIGHT, "50");
        talk();
        ha2.write("ha2", Kind.WEIGHT, "7");
        ha1.write("ha2", Kind.SITE, "north");
        talk();

        assertEquals(
                Set.of(new Note("ha2", Kind.WEIGHT, 2, "7"), new Note("ha2", Kind.SITE, 1, "north")),
                Set.copyOf(ha1.all()));
    }

    @Test
    void shouldAgreeWhenBothAreToldAtOnce() {
        ha1.write("ha1", Kind.SITE, "north");
        ha2.write("ha1", Kind.SITE, "south");
        talk();

        assertEquals("south", ha1.all().get(0).value());
    }

    @Test
    void shouldTeachANodeThatStartsAgain() {
        ha1.write("ha1", Kind.WEIGHT, "1");
        ha1.write("ha1", Kind.WEIGHT, "2");
        NoteBook again = new NoteBook();

        assertTrue(again.learn(ha1.all()));
        again.write("ha1", Kind.WEIGHT, "3");
        assertTrue(ha1.learn(again.all()));
        assertEquals("3", ha1.all().get(0).value());
    }
}
