package org.hadirector.heartbeat.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A run in plain words: faults, who serves, what the cores said. One that is not wanted costs nothing. */
public final class SimStory {
    private final boolean wanted;
    private final List<Line> lines = new ArrayList<>();

    /** One line; times are simulated. */
    public record Line(long atNs, String text) {
        @Override
        public String toString() {
            return String.format("%10.1f ms  %s", atNs / 1e6, text);
        }
    }

    SimStory(boolean wanted) {
        this.wanted = wanted;
    }

    /** Adds a line when the story is wanted. */
    public void tell(long atNs, Supplier<String> text) {
        if (wanted) {
            lines.add(new Line(atNs, text.get()));
        }
    }

    public List<Line> lines() {
        return lines;
    }
}
