package org.hadirector.heartbeat.decide;

/** What the LANs of a group's VIPs tell, each to the part that it concerns. */
final class LanInputs {
    private LanInputs() {}

    /**
     * Takes the input if it is of this kind.
     *
     * @return whether it was
     */
    static boolean take(Input input, GroupCore group, Rules rules, long nowNs, Outbox out) {
        GroupFacts f = group.facts();
        if (input instanceof Input.VipAnswered answer) {
            group.vipAnswered(answer.hardwareAddress(), answer.address(), nowNs, out);
        } else if (input instanceof Input.VipProbed probe) {
            f.lan.vipProbed(probe.hardwareAddress(), nowNs);
        } else if (input instanceof Input.LanAnswered answer) {
            if (rules.proves(f, answer.lan())) {
                f.lan.witnessAnswered(answer.witness(), nowNs);
            }
        } else if (input instanceof Input.PeerAnswered answer) {
            if (rules.proves(f, answer.lan())) {
                f.lan.peerAnswered(nowNs);
            }
        } else if (input instanceof Input.AddressUp up) {
            if (rules.shows(f, up.lan())) {
                f.lan.show(nowNs);
            }
        } else if (input instanceof Input.ProbeFailed) {
            group.probeFailed();
        } else if (input instanceof Input.CarrierChanged carrier) {
            group.carrier().changed(carrier.up(), nowNs, out);
        } else {
            return false;
        }
        return true;
    }
}
