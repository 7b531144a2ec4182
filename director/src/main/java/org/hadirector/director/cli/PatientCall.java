package org.hadirector.director.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;

/** A question that the daemon may answer after a while: tells meanwhile what its groups are at. */
final class PatientCall {
    private static final long LOOK_EVERY_MS = 3_000;

    private final Path run;
    private final Consumer<String> tell;
    private final long everyMs;
    private String told = "";

    PatientCall(Path run, Consumer<String> tell) {
        this(run, tell, LOOK_EVERY_MS);
    }

    /** @param everyMs how long to wait before each look at what the groups do */
    PatientCall(Path run, Consumer<String> tell, long everyMs) {
        this.run = run;
        this.tell = tell;
        this.everyMs = everyMs;
    }

    ControlReply answer(ControlRequest request) throws IOException {
        Path socket = run.resolve(ControlClient.SOCKET_NAME);
        return ControlClient.callAt(socket, request, everyMs, this::tellWhatItWaitsFor);
    }

    private void tellWhatItWaitsFor() throws IOException {
        if (ControlClient.call(run, new ControlRequest("status")).result().get("groups") instanceof List<?> groups) {
            for (Object group : groups) {
                if (group instanceof Map<?, ?> tree && tree.get("busy") instanceof String busy && !busy.isEmpty()) {
                    tellOnce("director: waiting: group " + tree.get("name") + " is " + busy);
                }
            }
        }
    }

    private void tellOnce(String text) {
        if (!text.equals(told)) {
            told = text;
            tell.accept(text);
        }
    }
}
