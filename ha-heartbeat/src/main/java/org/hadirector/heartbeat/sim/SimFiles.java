package org.hadirector.heartbeat.sim;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.heartbeat.decide.CoreSettings.Failback;
import org.hadirector.heartbeat.decide.CoreSettings.Group;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;

/** What an administrator may make of the files of a pair before he reloads a node. */
public final class SimFiles {
    /** How many editions there are. */
    public static final int EDITIONS = 7;

    private SimFiles() {}

    /** One edition of the files, made from those that the pair began with. */
    public static SimSettings edition(int number, SimSettings first) {
        return switch (number) {
            case 0 -> first.withTiming(faster(first.timing()));
            case 1 -> first.withTiming(slower(first.timing()));
            case 2 -> first.withLinks(first.links().subList(0, 1));
            case 3 -> first.withLinks(first.links().subList(1, first.links().size()));
            case 4 -> first.withGroups(more(first.groups()));
            case 5 -> first.withGroups(first.groups().subList(1, first.groups().size()));
            default -> first.withGroups(turned(first.groups()))
                    .withFailback(first.failback() == Failback.ON ? Failback.OFF : Failback.ON);
        };
    }

    private static Timing faster(Timing t) {
        long deadtime = t.deadtimeNs() * 2 / 3;
        return new Timing(
                t.keepaliveNs() / 2, deadtime / 2, deadtime, 2 * deadtime, Math.min(t.leaseNs(), deadtime / 4));
    }

    /** The lease stays: the audits know one length only. */
    private static Timing slower(Timing t) {
        return new Timing(2 * t.keepaliveNs(), 2 * t.warntimeNs(), 3 * t.deadtimeNs(), 3 * t.initdeadNs(), t.leaseNs());
    }

    private static List<Group> more(List<Group> groups) {
        List<Group> more = new ArrayList<>(groups);
        more.add(SimSettings.group(SimPair.EXTRA, 1));
        return more;
    }

    private static List<Group> turned(List<Group> groups) {
        return groups.stream()
                .map(group ->
                        SimSettings.group(group.key(), group.preferredNode().equals("ha1") ? 1 : 0))
                .toList();
    }
}
