package org.hadirector.director.run;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.director.fence.FenceRoom;
import org.hadirector.director.log.LogFiles;
import org.hadirector.heartbeat.config.FenceDirectives;

/** The daemon's fence devices: what the deciding duty orders, and their hourly check. */
final class Fences implements EffectRunner.Fencer {
    private final FenceRoom room;

    private Fences(FenceRoom room) {
        this.room = room;
    }

    /** @throws IOException when a device does not take its parameters */
    static Fences open(DirectorContext context, Threads threads, Inbox inbox) throws IOException {
        FenceRoom room = FenceRoom.open(
                context.fenceTypes(),
                FenceDirectives.devices(context.haCf()),
                context.node(),
                threads.serial("fence", Threads.Kind.URGENT),
                inbox::offer,
                LogFiles.sink(LogFiles.HEARTBEAT));
        if (room.configured()) {
            threads.serial("fence-check", Threads.Kind.URGENT).scheduleAtFixedRate(room::check, 0, 1, TimeUnit.HOURS);
        }
        return new Fences(room);
    }

    boolean configured() {
        return room.configured();
    }

    List<String> descriptions() {
        return room.descriptions();
    }

    @Override
    public void fence(String node, long attempt) {
        room.fence(node, attempt);
    }

    @Override
    public void drop(long attempt) {
        room.drop(attempt);
    }

    /** The daemon ends. */
    void close() throws InterruptedException {
        room.close();
    }
}
