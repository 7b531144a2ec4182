package org.hadirector.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a short external command to its end. For laboratories and set-up only: nothing on the takeover path forks. */
public final class Commands {
    private Commands() {}

    /**
     * Runs {@code words} and returns its output, both streams merged.
     *
     * @throws IOException when it cannot be started or exits with something else than 0; the message carries what it
     *     printed
     */
    public static String run(String... words) throws IOException {
        return run(List.of(words));
    }

    /** As {@link #run(String...)}. */
    public static String run(List<String> words) throws IOException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException(
                        "`" + String.join(" ", words) + "` exited with " + status + ": " + output.strip());
            }
            return output;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while `" + String.join(" ", words) + "` ran", e);
        }
    }
}
