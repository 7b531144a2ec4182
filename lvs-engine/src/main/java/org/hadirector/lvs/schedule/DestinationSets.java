package org.hadirector.lvs.schedule;

import java.util.Arrays;

/** Small sets of servers by row number, the newest member first; members are links out of one pool. */
final class DestinationSets {
    private int[] heads = new int[64]; // link + 1, 0 for none
    private Destination[] members = new Destination[64];
    private int[] next = new int[64]; // link + 1, in the set or among the free ones
    private int free;
    private int links;

    /** Adds a member; false if it was one. */
    boolean add(int row, Destination server) {
        if (row >= heads.length) {
            heads = Arrays.copyOf(heads, 2 * heads.length);
        }
        for (int link = heads[row]; link != 0; link = next[link - 1]) {
            if (members[link - 1] == server) {
                return false;
            }
        }
        int link = takeLink();
        members[link - 1] = server;
        next[link - 1] = heads[row];
        heads[row] = link;
        return true;
    }

    private int takeLink() {
        if (free != 0) {
            int link = free;
            free = next[link - 1];
            return link;
        }
        if (links == members.length) {
            members = Arrays.copyOf(members, 2 * links);
            next = Arrays.copyOf(next, 2 * links);
        }
        return ++links;
    }

    /** Empties a set. */
    void clear(int row) {
        while (heads[row] != 0) {
            remove(row, 0);
        }
    }

    /** The available member with the least load for its weight, of equals the newest; or null. */
    Destination least(int row) {
        Destination least = null;
        for (int link = heads[row]; link != 0; link = next[link - 1]) {
            Destination server = members[link - 1];
            if (server.isPresent()
                    && server.isAvailable()
                    && (least == null || least.overhead() * server.weight() > server.overhead() * least.weight())) {
                least = server;
            }
        }
        return least;
    }

    /** Removes the member with the most load for its weight if there is more than one; false if nobody went. */
    boolean removeMostLoaded(int row) {
        if (heads[row] == 0 || next[heads[row] - 1] == 0) {
            return false;
        }
        int before = 0;
        int beforeMost = 0;
        Destination most = null;
        for (int link = heads[row]; link != 0; link = next[link - 1]) {
            Destination server = members[link - 1];
            if (server.weight() > 0
                    && (most == null || most.overhead() * server.weight() < server.overhead() * most.weight())) {
                most = server;
                beforeMost = before;
            }
            before = link;
        }
        if (most != null) {
            remove(row, beforeMost);
        }
        return most != null;
    }

    /** Removes the member after the link {@code before}, or the first one if that is 0. */
    private void remove(int row, int before) {
        int link = before == 0 ? heads[row] : next[before - 1];
        if (before == 0) {
            heads[row] = next[link - 1];
        } else {
            next[before - 1] = next[link - 1];
        }
        members[link - 1] = null;
        next[link - 1] = free;
        free = link;
    }
}
