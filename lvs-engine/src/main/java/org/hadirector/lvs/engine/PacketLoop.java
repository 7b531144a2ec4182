package org.hadirector.lvs.engine;

import java.io.IOException;
import org.hadirector.lvs.path.PacketPath;

/**
 * The duty that drives an engine: one thread calls {@link #doWork} for ever and {@link #idle} when there was nothing to
 * do. The engine and the polling side of its path belong to that thread.
 */
public final class PacketLoop {
    private final LvsEngine engine;
    private final PacketPath path;

    public PacketLoop(LvsEngine engine, PacketPath path) {
        this.engine = engine;
        this.path = path;
    }

    public String roleName() {
        return "lvs-packets";
    }

    /** @return the amount of work done, 0 if there was none */
    public int doWork() throws IOException {
        return engine.doWork();
    }

    /** Waits up to {@code maxNs} for work. */
    public void idle(long maxNs) throws IOException {
        engine.awaitWork(maxNs);
    }

    /** Ends this process' part in the path; the guard stays in the kernel. */
    public void onClose() {
        path.close();
    }
}
