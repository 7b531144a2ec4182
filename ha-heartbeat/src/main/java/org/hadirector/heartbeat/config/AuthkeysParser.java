package org.hadirector.heartbeat.config;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.heartbeat.config.ConfigProblem.Stage;

/** Reads the text of authkeys. Never throws on any text, never repeats a secret in a message. */
public final class AuthkeysParser {
    private static final int MAX_INDEX = 15;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Problems problems;
    private final Map<Integer, Authkeys.Key> keys = new HashMap<>();
    private int signing = -1;
    private int authLine;

    private AuthkeysParser(String file) {
        this.problems = new Problems(file, Stage.KEYS);
    }

    /**
     * Reads one file.
     *
     * @param file its name, for the messages
     * @param mode its permission bits
     */
    public static Parsed<Authkeys> parse(String file, String text, Set<PosixFilePermission> mode) {
        AuthkeysParser parser = new AuthkeysParser(file);
        parser.mode(mode);
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            int comment = line.indexOf('#');
            parser.line(new StringTokenizer(comment < 0 ? line : line.substring(0, comment), " \t\r\f"), number);
        }
        parser.conclude();
        return new Parsed<>(new Authkeys(parser.signing, parser.keys), parser.problems.sorted());
    }

    private void mode(Set<PosixFilePermission> mode) {
        Set<PosixFilePermission> others = EnumSet.copyOf(Set.of(
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.GROUP_WRITE,
                PosixFilePermission.GROUP_EXECUTE,
                PosixFilePermission.OTHERS_READ,
                PosixFilePermission.OTHERS_WRITE,
                PosixFilePermission.OTHERS_EXECUTE));
        if (mode.stream().anyMatch(others::contains)) {
            problems.refused(
                    0,
                    "Bad permissions on keyfile [" + problems.file() + "], 600 recommended.",
                    "chmod 600 " + problems.file());
        } else if (!mode.equals(OWNER_ONLY)) {
            problems.warning(0, "unusual permissions on the key file", "chmod 600 " + problems.file());
        }
    }

    private void line(StringTokenizer words, int number) {
        if (!words.hasMoreTokens()) {
            return;
        }
        String first = words.nextToken();
        String second = words.hasMoreTokens() ? words.nextToken() : "";
        String third = words.hasMoreTokens() ? words.nextToken() : "";
        if (first.equals("auth")) {
            auth(second, number);
        } else {
            key(first, second, third, number);
        }
        if (words.hasMoreTokens() || first.equals("auth") && !third.isEmpty()) {
            problems.warning(number, "words behind the value are ignored", "a key is one word without blanks");
        }
    }

    private void auth(String word, int number) {
        int index = index(word);
        if (word.startsWith("-") || word.matches("\\d+") && index < 0) {
            problems.refused(number, "Invalid authnum [" + word + "] in " + problems.file(), "a number from 0 to 15");
        } else if (index < 0) {
            problems.refused(
                    number, "Invalid auth line [auth " + word + "] in " + problems.file(), "auth and a key's number");
        } else {
            if (signing >= 0) {
                problems.warning(number, "more than one auth line, the last one counts", "keep one");
            }
            signing = index;
            authLine = number;
        }
    }

    private void key(String indexWord, String methodWord, String secret, int number) {
        int index = index(indexWord);
        if (index < 0 && indexWord.matches("-?\\d{1,9}") && !methodWord.isEmpty()) {
            problems.warning(number, "key number [" + indexWord + "] is not one of 0 to 15, ignored", "renumber it");
            return;
        }
        if (index < 0 || methodWord.isEmpty()) {
            // heartbeat repeats the whole line, which may hold a key
            problems.refused(number, "Auth line is invalid.", "a key's number (0 to 15), a method and a key");
            return;
        }
        AuthMethod method = AuthMethod.of(methodWord);
        if (method == null) {
            problems.refused(
                    number, "Invalid authtype [" + methodWord + "]", "crc, md5, sha1 or sha256, in small letters");
        } else if (method.keyed() && secret.isEmpty()) {
            problems.refused(
                    number, "Auth method [" + methodWord + "] requires a key", index + " " + methodWord + " KEY");
        } else if (!method.keyed() && !secret.isEmpty()) {
            String text = "Auth method [" + methodWord + "] doesn't use a key";
            problems.said(Severity.ERROR, Stage.KEYS, number, text, "remove it, or choose sha256", "info: " + text);
        } else {
            if (keys.put(index, new Authkeys.Key(method, secret, number)) != null) {
                problems.warning(number, "key [" + index + "] is defined twice, the last one counts", "keep one");
            }
            strength(method, secret, number);
        }
    }

    private void strength(AuthMethod method, String secret, int number) {
        if (method == AuthMethod.MD5) {
            problems.warning(number, "md5 is weak", "sha256, or sha1 while a peer knows no better");
        } else if (method.keyed() && secret.length() < 8) {
            problems.hint(number, "the key is short", "16 random characters or more");
        }
    }

    private void conclude() {
        if (signing < 0) {
            problems.refused(
                    0, "Missing auth directive in keyfile [" + problems.file() + "]", "a line `auth N` above the keys");
        } else if (!keys.containsKey(signing)) {
            problems.refused(
                    authLine,
                    "Auth Key [" + signing + "] not found in keyfile [" + problems.file() + "]",
                    "a line `" + signing + " sha256 KEY`");
        } else if (keys.get(signing).line() < authLine) {
            problems.warning(authLine, "the auth line stands below its key", "heartbeat wants it above");
        }
    }

    private static int index(String word) {
        int index = word.matches("\\d{1,4}") ? Integer.parseInt(word) : -1;
        return index <= MAX_INDEX ? index : -1;
    }

    /**
     * The warnings that depend on the media: crc on a network link lets anybody on that network speak as the peer.
     *
     * @param file name of authkeys for the messages
     */
    public static Parsed<Authkeys> judge(String file, Authkeys keys, Iterable<Medium> media) {
        Problems problems = new Problems(file, Stage.KEYS);
        boolean network = false;
        for (Medium medium : media) {
            network |= !(medium instanceof Medium.Serial);
        }
        for (Map.Entry<Integer, Authkeys.Key> entry : keys.keys().entrySet()) {
            if (network && !entry.getValue().method().keyed()) {
                problems.warning(
                        entry.getValue().line(),
                        "crc on a network link: anybody there can speak as the other node",
                        "`" + entry.getKey() + " sha256 KEY`, the same on both nodes; every listed key is accepted");
            }
        }
        return new Parsed<>(keys, problems.sorted());
    }
}
