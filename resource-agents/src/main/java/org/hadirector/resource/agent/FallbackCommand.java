package org.hadirector.resource.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.hadirector.resource.check.CheckResult;
import org.hadirector.resource.check.ExternalChecker;
import org.hadirector.resource.config.VirtualBlock;

/**
 * {@code fallbackcommand} of a virtual service: run with the words {@code start|stop SERVICE PROTOCOL} when its clients
 * are sent to the fallback server and when they return (ldirectord(8)). How it ends changes nothing; a failure is told.
 */
final class FallbackCommand {
    private static final int TIMEOUT_MS = 30_000;

    private final VirtualBlock block;

    private FallbackCommand(VirtualBlock block) {
        this.block = block;
    }

    /** Empty for a service without one. */
    static Optional<FallbackCommand> of(VirtualBlock block) {
        return block.fallbackCommand().isEmpty() ? Optional.empty() : Optional.of(new FallbackCommand(block));
    }

    /** Returns at once. */
    void run(boolean start, Executor workers, LdirectordLog log) {
        List<String> words =
                new ArrayList<>(List.of(block.fallbackCommand().strip().split("\\s+")));
        words.addAll(List.of(start ? "start" : "stop", block.id(), block.protocol()));
        try {
            workers.execute(() -> {
                if (new ExternalChecker(words, TIMEOUT_MS).check() instanceof CheckResult.Down down) {
                    failed(words, down.reason(), log);
                }
            });
        } catch (RejectedExecutionException shutDown) {
            failed(words, "the director ends", log);
        }
    }

    private static void failed(List<String> words, String why, LdirectordLog log) {
        log.log("system(" + String.join(" ", words) + ") failed: " + why);
    }
}
