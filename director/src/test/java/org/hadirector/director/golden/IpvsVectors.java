package org.hadirector.director.golden;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hadirector.lvs.golden.GoldenReplay;

/** The vectors recorded from the kernel's IPVS: run by the engine's own golden test code. */
final class IpvsVectors {
    private static final String SYNC = "sync";
    private static final List<String> FOLDERS = List.of("schedulers", "listings", "errors", "states", "replies", SYNC);

    private final GoldenReplay replay;

    /** @param own the project's own copies, with the services file and the list of what is not built */
    IpvsVectors(Path own) throws IOException {
        replay = new GoldenReplay(own);
    }

    /** Whether a file of this text is one: it has rules for ipvsadm instead of a ha.cf. */
    static boolean claims(String folder, String text) {
        return FOLDERS.contains(folder) || text.startsWith("[rules]") || text.contains("\n[rules]");
    }

    Verdict run(Path file, String folder) {
        String name = folder + "/" + file.getFileName().toString().replaceFirst("\\.txt$", "");
        if (folder.equals(SYNC)) {
            return new Verdict(Verdict.Word.SKIP, name, "    connection synchronisation is not built");
        }
        try {
            Set<String> reasons = new TreeSet<>();
            Optional<String> difference = replay.differs(file, name, reasons);
            Optional<String> reason = replay.exclusion(name);
            if (difference.isEmpty()) {
                return reasons.isEmpty()
                        ? new Verdict(Verdict.Word.PASS, name, "")
                        : new Verdict(Verdict.Word.BY_DESIGN, name, "    " + String.join("\n    ", reasons));
            }
            return reason.isPresent()
                    ? new Verdict(Verdict.Word.BY_DESIGN, name, "    " + reason.get())
                    : new Verdict(Verdict.Word.FAIL, name, "    " + difference.get());
        } catch (IOException | RuntimeException | StackOverflowError | AssertionError e) {
            return new Verdict(Verdict.Word.FAIL, name, "    " + e);
        }
    }
}
