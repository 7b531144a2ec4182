package org.hadirector.heartbeat.sim.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.sim.CoreFactory;
import org.hadirector.heartbeat.sim.SimSettings;
import org.hadirector.heartbeat.sim.SimWorld;
import org.hadirector.heartbeat.sim.SimWorld.Move;

/**
 * Tries everything: from the boot of both nodes, at each tick every move that the budget of faults allows, tick by tick
 * and breadth first. A state that was reached before with at least as large a budget left is not followed again. The
 * cores are the product's own; a state is reached by playing its moves from the start, as a core cannot be copied.
 */
public final class Explorer {
    private static final Move[] MOVES = Move.values();

    private final SimSettings settings;
    private final CoreFactory factory;
    private final int budget;
    private final Map<String, Integer> visited = new HashMap<>();

    /** @param budget how many faults and commands a history may have; mending is free */
    public Explorer(SimSettings settings, CoreFactory factory, int budget) {
        this.settings = settings;
        this.factory = factory;
        this.budget = budget;
    }

    /** One group, one link, D = 4K: small enough to be explored, all rules at work. */
    public static SimSettings usual() {
        long ms = 1_000_000;
        return SimSettings.usual()
                .withTiming(new CoreSettings.Timing(50 * ms, 100 * ms, 200 * ms, 400 * ms, 50 * ms))
                .withLinks(List.of("eth1"));
    }

    /** A history and what it leaves of the budget. */
    private record Path(byte[] moves, int left) {
        Path and(Move move, int cost) {
            byte[] longer = Arrays.copyOf(moves, moves.length + 1);
            longer[moves.length] = (byte) move.ordinal();
            return new Path(longer, left - cost);
        }
    }

    /** A history played: its state, or its violation. */
    private record Played(Path path, String state, String violation) {}

    /**
     * What was found.
     *
     * @param ticks the depth that was explored to its end
     * @param states distinct ones
     * @param violation with the moves that lead to it, or null
     */
    public record Found(int ticks, long states, String violation) {}

    /**
     * Explores to a depth, or until it is told to stop.
     *
     * @param ticks keepalives after boot
     * @param goOn asked between histories; the depth under way is then not counted
     */
    public Found explore(int ticks, BooleanSupplier goOn) {
        List<Path> frontier = List.of(new Path(new byte[0], budget));
        for (int tick = 0; tick < ticks; tick++) {
            List<Played> played = frontier.parallelStream()
                    .flatMap(path -> goOn.getAsBoolean() ? follow(path).stream() : List.<Played>of().stream())
                    .toList();
            List<Path> next = new ArrayList<>();
            for (Played one : played) {
                if (one.violation() != null) {
                    return new Found(tick, visited.size(), one.violation() + "; moves: " + words(one.path()));
                }
                Integer before = visited.get(one.state());
                if (before == null || before < one.path().left()) {
                    visited.put(one.state(), one.path().left());
                    next.add(one.path());
                }
            }
            if (!goOn.getAsBoolean()) {
                return new Found(tick, visited.size(), null);
            }
            frontier = next;
        }
        return new Found(ticks, visited.size(), null);
    }

    private List<Played> follow(Path path) {
        List<Played> played = new ArrayList<>();
        for (Move move : MOVES) {
            SimWorld world = new SimWorld(settings, factory);
            for (byte earlier : path.moves()) {
                world.play(MOVES[earlier]);
            }
            int cost = world.cost(move);
            if (cost <= path.left()) {
                world.play(move);
                String violation = world.violation();
                played.add(new Played(path.and(move, cost), violation == null ? world.state() : "", violation));
            }
        }
        return played;
    }

    private static String words(Path path) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < path.moves().length; i++) {
            if (path.moves()[i] != Move.NOTHING.ordinal()) {
                words.add("tick " + i + " " + MOVES[path.moves()[i]]);
            }
        }
        return String.join(", ", words);
    }
}
