package org.hadirector.heartbeat.config;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.heartbeat.config.ConfigProblem.Stage;

/**
 * Reads the text of authkeys as heartbeat does: what begins with {@code a} is the auth line, everything else a key.
 * Numbers are read as {@code scanf} reads them, so that {@code 1:} is key 1 with the method {@code :}. A comment fills
 * a line of its own: {@code #} in a key belongs to the key. Never throws on any text, never repeats a secret in a
 * message.
 */
public final class AuthkeysParser {
    private static final int MAX_INDEX = 15;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    /** Who reads a key can speak as the node, who writes it too; heartbeat looks at reading only. */
    private static final Set<PosixFilePermission> TOUCHABLE = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private static final String BLANKS = " \t\r\f";
    private static final Pattern AUTH = Pattern.compile("auth[ \t\r\f]*([+-]?\\d+)(.*)", Pattern.DOTALL);
    private static final Pattern KEY = Pattern.compile("([+-]?\\d+)(.*)", Pattern.DOTALL);

    private final Problems problems;
    private final Map<Integer, Authkeys.Key> keys = new HashMap<>();
    private int signing = -1;
    /**
     * The key that heartbeat signs with: the last whose number the auth lines above it named; -1 when there is none.
     */
    private int chosen = -1;

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
        if (mode.stream().anyMatch(TOUCHABLE::contains)) {
            return parser.concluded(); // heartbeat reads no further
        }
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            int end = line.indexOf('\0');
            parser.line(stripped(end < 0 ? line : line.substring(0, end)), number);
        }
        parser.conclude();
        return parser.concluded();
    }

    private Parsed<Authkeys> concluded() {
        return new Parsed<>(new Authkeys(signing, keys), problems.sorted());
    }

    private static String stripped(String line) {
        int from = 0;
        while (from < line.length() && BLANKS.indexOf(line.charAt(from)) >= 0) {
            from++;
        }
        return line.substring(from);
    }

    private void mode(Set<PosixFilePermission> mode) {
        if (mode.stream().anyMatch(TOUCHABLE::contains)) {
            problems.refused(
                    0,
                    "Bad permissions on keyfile [" + problems.file() + "], 600 recommended.",
                    "chmod 600 " + problems.file());
        } else if (!mode.equals(OWNER_ONLY)) {
            problems.warning(0, "unusual permissions on the key file", "chmod 600 " + problems.file());
        }
    }

    private void line(String line, int number) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        Matcher matcher = (line.startsWith("a") ? AUTH : KEY).matcher(line);
        if (line.startsWith("a")) {
            auth(line, matcher, number);
        } else if (matcher.matches()) {
            key(number(matcher.group(1)), new StringTokenizer(matcher.group(2), BLANKS), number);
        } else {
            invalid(number);
        }
    }

    /** heartbeat repeats the whole line, which may hold a key. */
    private void invalid(int number) {
        problems.refused(number, "Auth line is invalid.", "a key's number (0 to 15), a method and a key");
    }

    private void auth(String line, Matcher matcher, int number) {
        if (!matcher.matches()) {
            String shown =
                    line.stripTrailing().replaceFirst("(?s)^(\\S+\\s*\\S*).*", "$1"); // what follows may be a key
            problems.refused(
                    number, "Invalid auth line [" + shown + "] in " + problems.file(), "auth and a key's number");
            return;
        }
        if (authLine > 0) {
            problems.warning(number, "more than one auth line, the last one counts", "keep one");
        }
        signing = number(matcher.group(1));
        authLine = number;
        String rest = stripped(matcher.group(2));
        if (!rest.isEmpty() && !rest.startsWith("#")) {
            ignored(number);
        }
    }

    private void ignored(int number) {
        problems.warning(number, "words behind the value are ignored", "a key is one word without blanks");
    }

    private void key(int index, StringTokenizer words, int number) {
        String method = words.hasMoreTokens() ? words.nextToken() : "";
        String secret = words.hasMoreTokens() ? words.nextToken() : "";
        if (method.isEmpty()) {
            invalid(number);
        } else if (index < 0 || index > MAX_INDEX) {
            problems.refused(number, "Invalid authnum [" + index + "] in " + problems.file(), "a number from 0 to 15");
        } else {
            key(index, method, secret, number);
        }
        if (words.hasMoreTokens() && !words.nextToken().startsWith("#")) {
            ignored(number);
        }
    }

    private void key(int index, String methodWord, String secret, int number) {
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
            chosen = index == signing ? index : chosen;
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
        } else if (chosen < 0 && !keys.containsKey(signing)) {
            problems.refused(authLine, notFound(), "a line `" + signing + " sha256 KEY`");
        } else if (chosen < 0) {
            problems.refused(authLine, notFound(), "write the auth line above the line of its key");
        } else if (!keys.containsKey(signing)) {
            problems.warning(
                    authLine,
                    notFound() + ": key [" + chosen + "] goes on signing",
                    "a line `" + signing + " sha256 KEY`, or remove the auth line");
            signing = chosen;
        }
    }

    private String notFound() {
        return "Auth Key [" + signing + "] not found in keyfile [" + problems.file() + "]";
    }

    /** As C does it: 64 bits, what is too big cut to the biggest, then the low 32 of them. */
    private static int number(String digits) {
        try {
            return (int) Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return (int) (digits.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE);
        }
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
