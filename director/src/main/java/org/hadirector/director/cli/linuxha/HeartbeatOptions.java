package org.hadirector.director.cli.linuxha;

import java.util.ArrayList;
import java.util.List;

/**
 * The options of {@code heartbeat} as getopt(3) reads them.
 *
 * @param letters every option given, in order
 * @param errors what getopt complains about, without the program's name
 * @param holdings what {@code -C} says is held
 */
record HeartbeatOptions(List<Character> letters, List<String> errors, List<String> holdings) {
    private static final String KNOWN = "dDkMrRsvWlVf";
    private static final char CLASS = 'C';
    private static final List<String> HOLDINGS = List.of("none", "local", "foreign", "all");

    static HeartbeatOptions of(List<String> args) {
        List<Character> letters = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        List<String> holdings = new ArrayList<>();
        for (int i = 0; i < args.size() && !args.get(i).equals("--"); i++) {
            String word = args.get(i);
            if (!word.startsWith("-") || word.length() == 1) {
                continue; // heartbeat ignores words that are no options
            }
            for (int at = 1; at < word.length(); at++) {
                char letter = word.charAt(at);
                if (letter == CLASS) {
                    boolean attached = at + 1 < word.length();
                    if (attached) {
                        holdings.add(word.substring(at + 1));
                    } else if (++i < args.size()) {
                        holdings.add(args.get(i));
                    } else {
                        errors.add("option requires an argument -- 'C'");
                    }
                    letters.add(letter);
                    break;
                }
                if (KNOWN.indexOf(letter) < 0) {
                    errors.add("invalid option -- '" + letter + "'");
                } else {
                    letters.add(letter);
                }
            }
        }
        return new HeartbeatOptions(letters, errors, holdings);
    }

    boolean has(char letter) {
        return letters.contains(letter);
    }

    List<String> unknownHoldings() {
        return holdings.stream().filter(word -> !HOLDINGS.contains(word)).toList();
    }

    /** {@code -C} without {@code -R} means nothing. */
    boolean usable() {
        return errors.isEmpty() && (!has(CLASS) || has('R'));
    }
}
