package org.hadirector.heartbeat.decide;

/**
 * Another owner on our LAN of whom no beat is heard: a LAN that fell in two while every link was cut had a witness in
 * either half, so both nodes served, and now it is whole again; or both found the address silent in the same moment.
 * The epochs that settle such a thing are in the beats. Until a link is back the names settle it, which both nodes
 * know: the second one gives way.
 *
 * <p>It does so for a living owner only, as otherwise nobody would serve. A gate whose process died or hangs is shut by
 * its lease, so who answers for the address has a right to it; an address whose gate was taken away by hand still
 * answers, but then no daemon probes for it from there. Both are looked for throughout a probe window, since an
 * opponent that is only claiming hears us within it and gives up.
 */
final class SecondOwner {
    /** With the other node and its hardware address. */
    static final String REASON = "no link works, but %s at %s serves it on our LAN, and it is the first by name";

    private final GroupFacts f;
    private String station = "";
    private long sinceNs;
    private long lastNs;

    SecondOwner(GroupFacts facts) {
        this.f = facts;
    }

    /** A station answered for our address; returns whether it is the peer's, has for a window, and its daemon lives. */
    boolean answered(String hardwareAddress, long nowNs) {
        if (!hardwareAddress.equals(station) || nowNs - lastNs > f.pace.rivalNs()) {
            station = hardwareAddress;
            sinceNs = nowNs;
        }
        lastNs = nowNs;
        boolean stranger =
                !f.peer.around.stations().isEmpty() && !f.peer.around.stations().contains(hardwareAddress);
        return !stranger && nowNs - sinceNs >= f.pace.probeWindowNs() && f.lan.rival(hardwareAddress, nowNs);
    }
}
