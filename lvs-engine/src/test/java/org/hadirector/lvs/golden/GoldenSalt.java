package org.hadirector.lvs.golden;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The salt of the recording machine's service hash, as far as its listings in hash order tell it. Which order a listing
 * has when ipvsadm's comparison is no proper one depends on it.
 */
final class GoldenSalt {
    private static final Pattern PROC =
            Pattern.compile("1\\|(TCP|UDP|SCTP) +([0-9A-F]{8}|\\[[0-9a-f:]+]):([0-9A-F]{4}) .*");
    private static final Pattern LIST = Pattern.compile("1\\|(TCP|UDP|SCTP) +([0-9.]+|\\[[0-9a-f:.]+]):([0-9]+) .*");
    private static final Pattern MARK = Pattern.compile("1\\|FWM +(-?[0-9]+).*");

    private GoldenSalt() {}

    /** A salt that explains every such listing of the vector; 0 if none does. */
    static long of(GoldenVector vector) {
        List<List<Integer>> seen = new ArrayList<>();
        for (GoldenVector.Event event : vector.events()) {
            if (event.line().equals("file /proc/net/ip_vs")) {
                seen.add(hashes(event.results(), PROC, 16));
            } else if (event.line().endsWith("-Ln --nosort")) {
                seen.add(hashes(event.results(), LIST, 10));
                seen.add(marks(event.results()));
            }
        }
        for (int salt = 0; salt < 256; salt++) {
            if (explains(salt, seen)) {
                return salt;
            }
        }
        return 0;
    }

    private static boolean explains(int salt, List<List<Integer>> seen) {
        for (List<Integer> hashes : seen) {
            for (int i = 1; i < hashes.size(); i++) {
                if ((hashes.get(i - 1) ^ salt) > (hashes.get(i) ^ salt)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static List<Integer> hashes(List<String> lines, Pattern service, int radix) {
        List<Integer> hashes = new ArrayList<>();
        for (String line : lines) {
            Matcher matcher = service.matcher(line);
            if (matcher.matches()) {
                int protocol =
                        matcher.group(1).equals("TCP") ? 6 : matcher.group(1).equals("UDP") ? 17 : 132;
                int port = Integer.parseInt(matcher.group(3), radix);
                hashes.add((protocol ^ address(matcher.group(2)) ^ port >> 8 ^ port) & 0xff);
            }
        }
        return hashes;
    }

    private static List<Integer> marks(List<String> lines) {
        return lines.stream()
                .map(MARK::matcher)
                .filter(Matcher::matches)
                .map(mark -> Integer.parseInt(mark.group(1)) & 0xff)
                .toList();
    }

    private static int address(String text) {
        try {
            byte[] bytes = text.matches("[0-9A-F]{8}")
                    ? HexFormat.of().parseHex(text)
                    : InetAddress.getByName(text).getAddress();
            int hash = text.contains(":") && bytes.length == 4 ? 0xffff : 0;
            for (ByteBuffer words = ByteBuffer.wrap(bytes); words.hasRemaining(); ) {
                hash ^= words.getInt();
            }
            return hash;
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
