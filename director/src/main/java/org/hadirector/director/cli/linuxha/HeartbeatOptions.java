package org.hadirector.director.cli.linuxha;

import java.util.List;

/** The options of {@code heartbeat}; words that are no options it ignores. */
record HeartbeatOptions(Words words) {
    private static final List<String> HOLDINGS = List.of("none", "local", "foreign", "all");

    static HeartbeatOptions of(List<String> args) {
        return new HeartbeatOptions(Words.of(args, "dDkMrRsvWlVfC:"));
    }

    boolean has(char letter) {
        return words.has(letter);
    }

    /** What getopt complains about, without the program's name. */
    List<String> errors() {
        return words.wrong();
    }

    /** Of what {@code -C} says is held. */
    List<String> unknownHoldings() {
        return words.arguments('C').stream()
                .filter(word -> !HOLDINGS.contains(word))
                .toList();
    }

    /** {@code -C} without {@code -R} means nothing. */
    boolean usable() {
        return errors().isEmpty() && (!has('C') || has('R'));
    }
}
