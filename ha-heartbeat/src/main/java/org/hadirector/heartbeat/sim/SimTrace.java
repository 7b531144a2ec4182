package org.hadirector.heartbeat.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.hadirector.heartbeat.decide.Effect;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.link.GroupStatus;
import org.hadirector.heartbeat.link.StatusMessage;

/** The last steps of a run in words; a disabled trace costs nothing. */
final class SimTrace {
    private final int size;
    private final Deque<String> lines = new ArrayDeque<>();

    /** @param size how many lines to keep, 0 to keep none */
    SimTrace(int size) {
        this.size = size;
    }

    void add(long nowNs, Supplier<String> line) {
        if (size > 0) {
            if (lines.size() == size) {
                lines.removeFirst();
            }
            lines.addLast(String.format("%12.3f ms  %s", nowNs / 1e6, line.get()));
        }
    }

    String text() {
        return String.join("\n", lines);
    }

    static String text(Input input) {
        return input instanceof Input.BeatHeard heard
                ? "heard on " + heard.link() + " " + text(heard.beat())
                : input.toString();
    }

    static String text(Effect effect) {
        return effect instanceof Effect.Send send
                ? "send on " + send.link() + " " + text(send.beat())
                : effect.toString();
    }

    private static String text(StatusMessage beat) {
        StringBuilder text = new StringBuilder("#" + beat.sequence() + (beat.leaving() ? " leaving" : ""));
        for (GroupStatus group : beat.groups()) {
            text.append(' ').append(group.state()).append('@').append(group.epoch());
            text.append(" lease=").append(group.leaseMs()).append(group.ready() ? " ready" : "");
            text.append(group.offer() ? " offer" : "").append(group.failed() ? " failed" : "");
            text.append(group.ask() == null ? "" : " " + group.ask());
            text.append(group.grant() == null ? "" : " " + group.grant());
            text.append(group.refuse() == null ? "" : " " + group.refuse());
        }
        return text.toString();
    }
}
