package org.hadirector.heartbeat.sim.fault;

import org.hadirector.heartbeat.sim.SimPair;

/**
 * Something that can go wrong (or that an operator can do), with what it does to the simulated world. A kind is a value
 * in one of the lists of {@link FaultCatalogue}; plans, swarms, healing, shrinking and stories work on any kind.
 *
 * @param key its name, as {@code link-cut}
 * @param words what happens, for people
 * @param begin lets it happen
 * @param mend undoes it; mending what is not broken does nothing
 * @param lasts whether it has an end of its own that is worth telling
 */
public record FaultKind(String key, Words words, Act begin, Act mend, boolean lasts) {
    /** What happens, in plain words. */
    @FunctionalInterface
    public interface Words {
        String of(SimPair pair, Fault fault);
    }

    /** A change of the simulated world. */
    @FunctionalInterface
    public interface Act {
        void on(SimPair pair, Fault fault);
    }

    /** A change that is made and undone by the same code. */
    @FunctionalInterface
    public interface Toggle {
        void set(SimPair pair, Fault fault, boolean broken);
    }

    /** A state of the world that lasts until it is mended. */
    public static FaultKind lasting(String key, Words words, Toggle toggle) {
        Act begin = (pair, fault) -> toggle.set(pair, fault, true);
        return new FaultKind(key, words, begin, (pair, fault) -> toggle.set(pair, fault, false), true);
    }

    /** Something that ends by itself. */
    public static FaultKind moment(String key, Words words, Act begin) {
        return new FaultKind(key, words, begin, (pair, fault) -> {}, false);
    }

    /** Of two different acts, as a kill and a start. */
    public static FaultKind pair(String key, Words words, Act begin, Act mend) {
        return new FaultKind(key, words, begin, mend, true);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FaultKind kind && kind.key.equals(key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return key;
    }
}
