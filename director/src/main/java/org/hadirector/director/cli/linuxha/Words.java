package org.hadirector.director.cli.linuxha;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Words of a command line, taken apart as GNU getopt does: letters in one word or in several, before or behind the
 * other words; {@code --} ends them.
 *
 * @param options in order
 * @param operands the words that are no options
 * @param wrong all that getopt complains about, without the program's name
 */
record Words(List<Option> options, List<String> operands, List<String> wrong) {
    /** One letter; the argument is empty for those that take none. */
    record Option(char letter, String argument) {}

    /** @param known letters, those that take an argument followed by a colon, as for getopt(3) */
    static Words of(List<String> args, String known) {
        Words words = new Words(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Iterator<String> rest = args.iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            if (word.equals("--")) {
                rest.forEachRemaining(words.operands::add);
            } else if (word.length() < 2 || word.charAt(0) != '-') {
                words.operands.add(word);
            } else {
                words.letters(word, rest, known);
            }
        }
        return words;
    }

    private void letters(String word, Iterator<String> rest, String known) {
        for (int at = 1; at < word.length(); at++) {
            char letter = word.charAt(at);
            int place = letter == ':' ? -1 : known.indexOf(letter);
            if (place < 0) {
                wrong.add("invalid option -- '" + letter + "'");
            } else if (!known.startsWith(":", place + 1)) {
                options.add(new Option(letter, ""));
            } else if (at + 1 < word.length()) {
                options.add(new Option(letter, word.substring(at + 1)));
                return;
            } else if (rest.hasNext()) {
                options.add(new Option(letter, rest.next()));
            } else {
                wrong.add("option requires an argument -- '" + letter + "'");
            }
        }
    }

    boolean has(char letter) {
        return options.stream().anyMatch(option -> option.letter() == letter);
    }

    /** The arguments given to a letter, in order. */
    List<String> arguments(char letter) {
        return options.stream()
                .filter(option -> option.letter() == letter)
                .map(Option::argument)
                .toList();
    }

    /** A number as C's atoi(3) reads it: blanks, a sign, digits; what follows does not matter, no digits are 0. */
    static int number(String word) {
        String digits = word.stripLeading().replaceFirst("^([+-]?\\d*)(?s:.*)$", "$1");
        if (!digits.matches("[+-]?\\d+")) {
            return 0;
        }
        return new BigInteger(digits)
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .max(BigInteger.valueOf(Long.MIN_VALUE))
                .intValue();
    }
}
