package org.hadirector.resource.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.resource.check.GateStep.Change;
import org.hadirector.resource.check.GateStep.FallbackTurned;
import org.hadirector.resource.check.GateStep.Note;
import org.hadirector.resource.check.GateStep.Operation;
import org.hadirector.resource.config.Endpoint;
import org.hadirector.resource.config.RealLine;
import org.hadirector.resource.config.VirtualBlock;

/**
 * The policy of one virtual service: which real servers stand in the service table with which weight, and when the
 * fallback does. Pure: results go in, steps come out, log texts are ldirectord's (1.186). One thread at a time.
 *
 * <p>Two things are better than in the original: a server is never in the table before its first successful check, and
 * a fallback that is also a real server is not deleted when that comes up.
 */
public final class RealServerGate {
    private final VirtualBlock virtual;
    private final boolean readdQuiescent;
    private final List<Member> members = new ArrayList<>();
    private final RealServer fallback;
    private boolean fallbackOn;
    private List<GateStep> steps = new ArrayList<>();

    private static final class Member {
        private final RealLine line;
        private final RealServer server;
        private final RiseFall state;
        /** What stands in the table, null for nothing. */
        private RealServer inTable;

        Member(RealLine line, RiseFall state) {
            this.line = line;
            this.server = line.server();
            this.state = state;
        }
    }

    /**
     * @param readdQuiescent servers that are down stand in the table with weight 0 from the beginning, as they do with
     *     quiescent
     */
    public RealServerGate(VirtualBlock virtual, boolean readdQuiescent) {
        this.virtual = virtual;
        this.readdQuiescent = readdQuiescent;
        for (RealLine line : virtual.reals()) {
            members.add(new Member(line, new RiseFall(virtual.check().failureCount())));
        }
        this.fallback = virtual.fallback().map(RealLine::server).orElse(null);
    }

    /**
     * The first steps, before any check: what is live already is kept as up, what is not configured is purged, the
     * fallback is switched on.
     *
     * @param existing the service's servers in the table
     */
    public List<GateStep> begin(List<RealServer> existing) {
        for (RealServer found : existing) {
            Optional<Member> member =
                    members.stream().filter(m -> same(m.server, found)).findFirst();
            if (member.isPresent()) {
                adopt(member.get(), found);
            } else if (fallback == null || !same(fallback, found)) {
                change(Operation.DELETE, found, "Purged real server (start): " + name(found) + inService());
            }
        }
        for (Member member : members) {
            if (member.inTable == null && (virtual.quiescent() || readdQuiescent)) {
                member.inTable = member.server.withWeight(0);
                String what = readdQuiescent ? "Readd Quiescent real server: " : "Quiescent real server: ";
                change(Operation.ADD, member.inTable, what + member.line.id() + inService() + weight(0));
            }
        }
        boolean there = fallback != null && existing.stream().anyMatch(found -> same(fallback, found));
        if (upCount() == 0) {
            fallbackOn(there);
        } else if (there && occupant(fallback) == null) {
            change(Operation.DELETE, fallback, "Deleted fallback server: " + fallbackName() + inService());
        }
        return drain();
    }

    /**
     * The first steps instead of {@link #begin} when the file was read anew: servers that stay keep their state and
     * their connections, those that are gone leave the table, new ones wait for their first check.
     */
    public List<GateStep> succeed(RealServerGate former) {
        for (Member gone : former.members) {
            if (gone.inTable != null && members.stream().noneMatch(stays -> same(stays.server, gone.server))) {
                change(Operation.DELETE, gone.server, "Purged real server (start): " + name(gone.server) + inService());
            }
        }
        boolean sameFallback = Objects.equals(fallback, former.fallback);
        for (Member member : members) {
            former.members.stream()
                    .filter(old -> same(old.server, member.server))
                    .findFirst()
                    .ifPresent(old -> inherit(member, old));
            settle(member);
        }
        if (former.fallbackOn && former.fallback != null && !sameFallback && occupant(former.fallback) == null) {
            change(
                    Operation.DELETE,
                    former.fallback,
                    "Deleted fallback server: " + name(former.fallback) + inService());
        }
        fallbackOn = former.fallbackOn && sameFallback;
        if (upCount() == 0 && !fallbackOn) {
            fallbackOn(false);
        } else if (upCount() > 0 && fallbackOn) {
            fallbackOff();
        }
        return drain();
    }

    private static void inherit(Member member, Member old) {
        member.inTable = old.inTable;
        if (old.state.isUp()) {
            member.state.adopt();
        }
    }

    /** Brings one server's entry to what the file and its state ask for. */
    private void settle(Member member) {
        boolean keepsEntry = virtual.quiescent() || readdQuiescent;
        RealServer wanted = member.state.isUp() ? member.server : keepsEntry ? member.server.withWeight(0) : null;
        if (Objects.equals(wanted, member.inTable)) {
            return;
        }
        if (wanted == null) {
            change(Operation.DELETE, member.inTable, "Deleted real server: " + member.line.removalId() + inService());
        } else {
            boolean there = member.inTable != null;
            String what = there ? "Restored real server: " : "Quiescent real server: ";
            String tail = member.line.id() + inService() + weight(wanted.weight());
            change(there ? Operation.EDIT : Operation.ADD, wanted, what + tail);
        }
        member.inTable = wanted;
    }

    private void adopt(Member member, RealServer found) {
        member.inTable = found;
        if (found.weight() > 0) {
            member.state.adopt();
            member.inTable = member.server;
            change(
                    Operation.EDIT,
                    member.server,
                    "Restored real server: " + member.line.id() + inService() + weight(member.server.weight()));
        } else if (!virtual.quiescent() && !readdQuiescent) {
            member.inTable = null;
            change(Operation.DELETE, found, "Deleted real server: " + member.line.removalId() + inService());
        }
    }

    /** The steps that follow from a check of this real server; none for one that is not of this service. */
    public List<GateStep> checked(RealLine real, CheckResult result) {
        for (Member member : members) {
            if (member.line.equals(real)) {
                checked(member, result);
            }
        }
        return drain();
    }

    private void checked(Member member, CheckResult result) {
        String who = member.line.id() + " (" + virtual.protocol() + ":" + virtual.id() + ")";
        switch (member.state.offer(result.isUp())) {
            case SOFT_FAILURE -> steps.add(new Note("Soft failure real server: " + who + " failure "
                    + member.state.failures() + "/" + virtual.check().failureCount()));
            case RESET -> steps.add(new Note("Resetting soft failure count: " + who));
            case WENT_UP -> {
                steps.add(new Note("Resetting soft failure count: " + who));
                up(member);
                if (upCount() == 1) {
                    fallbackOff();
                }
            }
            case WENT_DOWN -> {
                down(member);
                if (upCount() == 0) {
                    fallbackOn(false);
                }
            }
            case NONE -> {
                // Nothing to do and nothing to tell.
            }
            default -> throw new IllegalStateException("unknown change");
        }
    }

    private void up(Member member) {
        boolean covered = fallbackOn && fallback != null && same(fallback, member.server);
        if (member.server.equals(member.inTable) && !covered) {
            return;
        }
        String tail = member.line.id() + inService() + weight(member.server.weight());
        if (member.inTable != null) {
            change(Operation.EDIT, member.server, "Restored real server: " + tail);
        } else {
            change(covered ? Operation.EDIT : Operation.ADD, member.server, "Added real server: " + tail);
        }
        member.inTable = member.server;
    }

    private void down(Member member) {
        if (!virtual.quiescent()) {
            member.inTable = null;
            change(Operation.DELETE, member.server, "Deleted real server: " + member.line.removalId() + inService());
        } else if (member.server.weight() > 0) {
            member.inTable = member.server.withWeight(0);
            change(
                    Operation.EDIT,
                    member.inTable,
                    "Quiescent real server: " + member.line.removalId() + inService() + weight(0));
        }
    }

    private void fallbackOn(boolean there) {
        if (fallback != null && !fallbackOn) {
            boolean taken = there || occupant(fallback) != null;
            change(
                    taken ? Operation.EDIT : Operation.ADD,
                    fallback,
                    "Added fallback server: " + virtual.fallback().orElseThrow().id() + inService() + weight(1));
        }
        fallbackOn = true;
        steps.add(new FallbackTurned(true));
    }

    private void fallbackOff() {
        if (fallback != null && fallbackOn) {
            Member occupant = occupant(fallback);
            String log = "Deleted fallback server: " + fallbackName() + inService();
            if (occupant == null) {
                change(Operation.DELETE, fallback, log);
            } else if (occupant.state.isUp()) {
                steps.add(new Note(log));
            } else {
                change(Operation.EDIT, occupant.inTable, log);
            }
        }
        fallbackOn = false;
        steps.add(new FallbackTurned(false));
    }

    /** The lines that tell of the end; the service goes with all its servers in one operation. */
    public List<GateStep> end() {
        for (Member member : members) {
            if (member.inTable != null) {
                steps.add(new Note("Purged real server (stop): " + member.line.id() + inService()));
                member.inTable = null;
            }
        }
        fallbackOn = false;
        steps.add(new Note("Purged virtual server (stop): " + virtual.id()));
        return drain();
    }

    /** How many real servers are up. */
    public int upCount() {
        return (int) members.stream().filter(member -> member.state.isUp()).count();
    }

    /** Whether this real server is up. */
    public boolean isUp(RealLine real) {
        return members.stream().anyMatch(member -> member.line.equals(real) && member.state.isUp());
    }

    /** Whether no real server is up and the fallback, if there is one, serves. */
    public boolean isFallbackOn() {
        return fallbackOn;
    }

    private Member occupant(RealServer server) {
        return members.stream()
                .filter(member -> member.inTable != null && same(member.server, server))
                .findFirst()
                .orElse(null);
    }

    private static boolean same(RealServer one, RealServer other) {
        return one.address().equals(other.address()) && one.port() == other.port();
    }

    private static String name(RealServer server) {
        return Endpoint.text(server.address(), server.port());
    }

    private String fallbackName() {
        return virtual.fallback().orElseThrow().removalId();
    }

    private String inService() {
        return " (" + virtual.id() + ")";
    }

    private static String weight(int weight) {
        return " (Weight set to " + weight + ")";
    }

    private void change(Operation operation, RealServer server, String log) {
        steps.add(new Change(operation, server, log));
    }

    private List<GateStep> drain() {
        List<GateStep> result = steps;
        steps = new ArrayList<>();
        return result;
    }
}
