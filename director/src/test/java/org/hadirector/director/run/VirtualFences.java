package org.hadirector.director.run;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.director.fence.FenceRoom;
import org.hadirector.director.log.LogLine;
import org.hadirector.heartbeat.config.FenceDirectives;
import org.hadirector.heartbeat.decide.Input;

/** The fence devices that {@link Director} opens; only those that reach for nothing outside can be played. */
final class VirtualFences {
    private VirtualFences() {}

    static FenceRoom open(DirectorContext context, Executor thread, Consumer<Input> answers, Consumer<LogLine> log) {
        List<FenceDirectives.Device> devices = FenceDirectives.devices(context.haCf());
        for (FenceDirectives.Device device : devices) {
            if (!device.type().equals("null")) {
                throw new IllegalArgumentException("not played: stonith " + device.type());
            }
        }
        try {
            FenceRoom room = FenceRoom.open(context.fenceTypes(), devices, context.node(), thread, answers, log);
            if (room.configured()) {
                thread.execute(room::check);
            }
            return room;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
