package org.hadirector.lvs.ipvsadm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Splits a command line into options, their arguments, and what is left: short options may be run together ({@code -Lnt
 * ADDR}), arguments be glued on ({@code -w5}, {@code --weight=5}), {@code --} ends the options.
 */
final class Words {
    /** Whether an option has an argument. */
    enum Argument {
        NONE,
        REQUIRED,
        OPTIONAL
    }

    /** @param word as it stood on the command line, for messages */
    record Found(String name, String argument, String word) {}

    private final List<String> words;
    private final Map<String, Argument> options;
    private final List<String> rest = new ArrayList<>();
    private int next;
    private String cluster = "";
    private String clusterWord = "";
    private boolean ended;

    /** @param options long options with two, short ones with one dash in front */
    Words(List<String> words, Map<String, Argument> options) {
        this.words = words;
        this.options = options;
    }

    /** The words that are no options; complete once {@link #next} returned null. */
    List<String> rest() {
        return rest;
    }

    /** The next option, or null. */
    Found next() throws UsageException {
        while (cluster.isEmpty()) {
            if (next == words.size()) {
                return null;
            }
            String word = words.get(next++);
            if (ended || word.length() < 2 || word.charAt(0) != '-') {
                rest.add(word);
            } else if (word.equals("--")) {
                ended = true;
            } else if (word.startsWith("--")) {
                return longOption(word);
            } else {
                cluster = word.substring(1);
                clusterWord = word;
            }
        }
        return shortOption();
    }

    private Found longOption(String word) throws UsageException {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        Argument argument = options.get(name);
        if (argument == null) {
            throw UsageException.badOption(word + ": unknown option");
        }
        if (argument == Argument.NONE && equals >= 0) {
            throw noArgument(word);
        }
        String value = equals < 0 ? null : word.substring(equals + 1);
        return new Found(name, value != null ? value : following(argument, word), word);
    }

    private Found shortOption() throws UsageException {
        String name = "-" + cluster.charAt(0);
        String glued = cluster.substring(1);
        Argument argument = options.get(name);
        if (argument == null) {
            throw UsageException.badOption(clusterWord + ": unknown option");
        }
        if (argument == Argument.NONE) {
            if (glued.startsWith("=")) {
                throw noArgument(clusterWord);
            }
            cluster = glued;
            return new Found(name, null, clusterWord);
        }
        cluster = "";
        if (!glued.isEmpty()) {
            return new Found(name, glued.startsWith("=") ? glued.substring(1) : glued, clusterWord);
        }
        return new Found(name, following(argument, clusterWord), clusterWord);
    }

    private static UsageException noArgument(String word) {
        return UsageException.badOption(word + ": option does not take an argument");
    }

    private String following(Argument argument, String word) throws UsageException {
        boolean more = next < words.size();
        switch (argument) {
            case REQUIRED -> {
                if (!more) {
                    throw UsageException.badOption(word + ": missing argument");
                }
                return words.get(next++);
            }
            case OPTIONAL -> {
                return more && !words.get(next).startsWith("-") ? words.get(next++) : null;
            }
            default -> {
                return null;
            }
        }
    }
}
