package org.hadirector.resource.testing;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.resource.ResourceLog;
import org.hadirector.resource.agent.LdirectordLog;

/** Keeps the lines of ha-log ({@code INFO text}) and of ldirectord's log ({@code text}). */
public final class RecordingLog implements ResourceLog, LdirectordLog {
    private final List<String> lines = new ArrayList<>();

    @Override
    public synchronized void log(Level level, String text) {
        lines.add(level + " " + text);
    }

    @Override
    public synchronized void log(String text) {
        lines.add(text);
    }

    public synchronized List<String> lines() {
        return new ArrayList<>(lines);
    }

    public boolean has(String line) {
        return lines().contains(line);
    }
}
