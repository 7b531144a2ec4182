package org.hadirector.director.drill;

import java.util.List;
import java.util.Optional;

/** All drills there are. */
public final class Drills {
    private static final List<Drill> ALL = List.of(
            new KillDrill(),
            new StandbyDrill(),
            new HeartbeatCutDrill(),
            new RealServerDrill(),
            new LoneStartDrill(),
            new CarrierDrill(),
            new NodeOffDrill(),
            new HalfSignsDrill(),
            new ReloadDrill());

    private Drills() {}

    public static List<Drill> all() {
        return ALL;
    }

    public static Optional<Drill> named(String name) {
        return ALL.stream().filter(drill -> drill.name().equals(name)).findFirst();
    }
}
