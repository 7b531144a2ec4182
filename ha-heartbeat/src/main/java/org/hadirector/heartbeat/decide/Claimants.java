package org.hadirector.heartbeat.decide;

import java.util.List;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;

/**
 * What one node does when another station answers for a group's address, or speaks as its owner: a claim that rests on
 * the address's silence ends, an owner defends itself, a standby without heartbeats names the station that lives.
 */
final class Claimants {
    /** A stranger that talks without pause must not make us do so; RFC 5227, 2.4(c) leaves the pace to us. */
    private static final long DEFEND_EVERY_NS = 500_000_000;

    private final GroupFacts f;
    private final Rules rules;
    private final GroupMoves moves;
    private final String key;
    private final Sentinel sentinel;
    private final SecondOwner second;
    private final ToldStations alarmed;
    private long defendedNs = GroupFacts.NEVER;
    private long contradictedNs = GroupFacts.NEVER;

    Claimants(GroupFacts facts, Rules rules, GroupMoves moves) {
        this.f = facts;
        this.rules = rules;
        this.moves = moves;
        this.key = facts.group.key();
        this.sentinel = new Sentinel(facts.pace);
        this.second = new SecondOwner(facts);
        this.alarmed = new ToldStations(facts.pace);
    }

    /** A standby forgets what it told of: its alarm was that no beat is heard. */
    void peerHeard() {
        if (f.role.is(OwnerState.NONE)) {
            alarmed.forget();
        }
    }

    void heard(String hardwareAddress, String address, long nowNs, Outbox out) {
        f.lan.vipAnswered(hardwareAddress, nowNs);
        nameStranger(hardwareAddress, address, nowNs, out);
        boolean silent = f.peer.silent(nowNs);
        if (f.role.is(OwnerState.CLAIMING) && (!f.claimedByGrant || silent)) {
            // a granter that is heard may answer late; one that fell silent was bereaved of us and serves
            moves.abort("another station answers for the address: " + hardwareAddress, nowNs, out);
        } else if (f.role.is(OwnerState.OWNER) && !f.reproving) {
            if (second.answered(hardwareAddress, nowNs) && silent && rules.yieldsUnheard(f)) {
                moves.release(SecondOwner.REASON.formatted(f.settings.peer(), hardwareAddress), nowNs, out);
            } else if (nowNs - f.role.sinceNs() > f.pace.leaseNs()) {
                alarm("another station answers for our address: " + hardwareAddress, hardwareAddress, nowNs, out);
                defend(nowNs, out);
            }
        } else if (silent && f.role.is(OwnerState.NONE)) {
            String text = "no heartbeat, but the address is alive at " + hardwareAddress + ": no takeover";
            alarm(text, hardwareAddress, nowNs, out);
        }
    }

    private void nameStranger(String hardwareAddress, String address, long nowNs, Outbox out) {
        ToldStations.News news = sentinel.news(hardwareAddress, address, f.peer.around.stations(), nowNs);
        if (news != ToldStations.News.NONE) {
            String what = address.isEmpty() ? key : address;
            String text =
                    hardwareAddress + " speaks as owner of " + what + " and is no station of " + f.settings.peer();
            out.tell(Kind.STRANGER, key, hardwareAddress, text + rest(news), 0);
        }
    }

    private void defend(long nowNs, Outbox out) {
        contradictedNs = nowNs;
        settle(nowNs, out);
    }

    /** The last word is the owner's: it says where the address is after every contradiction, as soon as it may. */
    void settle(long nowNs, Outbox out) {
        boolean owed = contradictedNs > defendedNs && contradictedNs > f.role.sinceNs();
        if (owed && (defendedNs == GroupFacts.NEVER || nowNs - defendedNs >= DEFEND_EVERY_NS)) {
            defendedNs = nowNs;
            out.reannounce(key);
        }
    }

    /** Once for each station, and again when it was quiet for long; whoever answers by turns with it is named. */
    private void alarm(String text, String subject, long nowNs, Outbox out) {
        ToldStations.News news = alarmed.heard(subject, nowNs);
        if (news == ToldStations.News.NONE) {
            return;
        }
        List<String> others = alarmed.others(subject);
        String turns = others.isEmpty() ? "" : ", by turns with " + String.join(", ", others);
        out.tell(Kind.ALARM, key, subject, text + turns + rest(news), f.epoch);
    }

    private static String rest(ToldStations.News news) {
        return news == ToldStations.News.CROWD ? "; more of them are not told until these are quiet" : "";
    }

    List<CoreView.Stranger> strangers(long nowNs) {
        return sentinel.strangers(nowNs);
    }
}
