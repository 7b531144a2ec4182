package org.hadirector.director.run;

import java.nio.file.Path;
import org.hadirector.director.config.Concluded;
import org.hadirector.director.config.Readers;
import org.hadirector.director.log.LogFiles;
import org.hadirector.heartbeat.decide.Input;

/**
 * The daemon as {@code director daemon} starts it, in a process of its own, whose deciding duty throws when a file
 * appears: it is given news of a group that does not exist, which no part of the product sends.
 */
public final class BrokenDutyDaemon {
    private BrokenDutyDaemon() {}

    /** Arguments: configuration, runtime, state, the file to wait for. */
    public static void main(String[] args) throws Exception {
        Path config = Path.of(args[0]);
        NativeParts.prepare(Path.of(args[2]));
        Concluded concluded = Readers.ofThisMachine(config).conclude(config);
        if (!concluded.usable()) {
            throw new IllegalStateException(concluded.problems().toString());
        }
        LogFiles.configure(concluded.context().haCf().logging(), false);
        Director director = new Director(concluded.context(), Path.of(args[1]));
        director.start(Path.of(args[2]));
        while (!java.nio.file.Files.exists(Path.of(args[3]))) {
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
        director.inbox().offer(new Input.LeaseLost("no such group"));
        new java.util.concurrent.CountDownLatch(1).await();
    }
}
