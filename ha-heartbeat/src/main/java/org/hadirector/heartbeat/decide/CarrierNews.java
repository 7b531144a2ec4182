package org.hadirector.heartbeat.decide;

/** The carrier of a group's interfaces as it is told: to the log, and at once to the peer. */
final class CarrierNews {
    private final GroupFacts f;
    private final Flicker flicker = new Flicker();

    CarrierNews(GroupFacts facts) {
        this.f = facts;
    }

    void changed(boolean up, long nowNs, Outbox out) {
        if (f.lan.carrierChanged(up)) {
            String text = up ? "the interface of the address has a carrier" : "the interface lost its carrier";
            tell(flicker.changed(text, f.pace.deadtimeNs(), nowNs), out);
            out.wantBeat();
        }
    }

    /** Time passed. */
    void settle(long nowNs, Outbox out) {
        tell(flicker.settle(f.pace.deadtimeNs(), nowNs), out);
    }

    private void tell(String text, Outbox out) {
        if (text != null) {
            out.tell(CoreEvent.Kind.CARRIER, f.group.key(), f.settings.node(), text, 0);
        }
    }
}
