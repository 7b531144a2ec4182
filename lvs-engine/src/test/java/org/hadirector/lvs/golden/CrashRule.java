package org.hadirector.lvs.golden;

import java.util.List;
import java.util.Optional;
import org.hadirector.lvs.ipvsadm.IpvsadmResult;

/**
 * A command that the original died of: here it must be refused as a wrong line, which ends a stream where the original
 * ended. What was said until then must have been said; whatever comes after the event must be as recorded.
 */
final class CrashRule {
    static final String NAME = "crash";

    private static final String SHELL_TELLS = "/usr/sbin/ipvsadm-restore: line ";
    private static final String PIPE_TELLS = "Segmentation fault";
    private static final int USAGE = 2;

    private CrashRule() {}

    static boolean isAbout(GoldenVector.Event event) {
        return event.line().startsWith("$ ")
                && (event.results().contains("= 139") || event.results().contains("= -11"));
    }

    /** What is not as the rule says, or nothing. */
    static Optional<String> difference(GoldenVector.Event event, IpvsadmResult result) {
        if (result.exitCode() != USAGE || result.err().isBlank()) {
            return Optional.of("the original died of this, and here it is no error: got = " + result.exitCode());
        }
        boolean told = begins(result.out(), lines(event, "1")) && begins(result.err(), lines(event, "2"));
        return told
                ? Optional.empty()
                : Optional.of("got " + result.out().strip() + result.err().strip());
    }

    /** What the original wrote, without what its shell said about its death. */
    private static List<String> lines(GoldenVector.Event event, String stream) {
        return event.results().stream()
                .filter(line -> line.startsWith(stream + "|"))
                .map(line -> line.substring(2))
                .filter(line -> !line.startsWith(SHELL_TELLS) && !line.contains(PIPE_TELLS))
                .toList();
    }

    private static boolean begins(String text, List<String> wanted) {
        List<String> got = text.lines().toList();
        return got.size() >= wanted.size() && got.subList(0, wanted.size()).equals(wanted);
    }
}
