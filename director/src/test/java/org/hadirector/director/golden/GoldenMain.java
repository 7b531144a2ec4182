package org.hadirector.director.golden;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hadirector.director.golden.Verdict.Word;

/**
 * Runs recorded cases from any folder and prints a verdict a line: {@code packaging/golden.sh}. Exit status 0: no FAIL;
 * 1: a FAIL; 2: nothing to run.
 */
public final class GoldenMain {
    private final DesignRules rules;
    private final IpvsVectors ipvs;
    private final PrintStream out;
    private final Map<Word, Integer> counts = new EnumMap<>(Word.class);

    private GoldenMain(DesignRules rules, IpvsVectors ipvs, PrintStream out) {
        this.rules = rules;
        this.ipvs = ipvs;
        this.out = out;
    }

    /** Arguments: the checkout, then files or folders; without any, the project's own copies. */
    public static void main(String[] args) throws IOException {
        Path checkout = Path.of(args[0]);
        Path heartbeat = checkout.resolve("director/src/test/resources/golden/heartbeat");
        Path kernel = checkout.resolve("lvs-engine/src/test/resources/golden");
        List<Path> roots = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            roots.add(Path.of(args[i]));
        }
        if (roots.isEmpty()) {
            roots.addAll(List.of(heartbeat, kernel));
        }
        GoldenMain main = new GoldenMain(
                DesignRules.read(heartbeat.resolve("differs-by-design.txt")), new IpvsVectors(kernel), System.out);
        for (Path root : roots) {
            main.walk(root);
        }
        // Threads of a case that hung must not keep the run alive.
        System.exit(main.conclude());
    }

    private void walk(Path root) throws IOException {
        if (!Files.exists(root)) {
            throw new IOException(root + ": no such file or folder");
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(root)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            run(file.toAbsolutePath().normalize());
        }
    }

    private void run(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (!file.getFileName().toString().endsWith(".txt") || !text.contains("\n[events]")) {
            return; // a README, a list
        }
        String folder = file.getParent().getFileName().toString();
        if (text.startsWith("[ha.cf") || text.contains("\n[ha.cf")) {
            tell(heartbeat(file, folder));
        } else if (IpvsVectors.claims(folder, text)) {
            tell(ipvs.run(file, folder));
        } else {
            tell(new Verdict(Word.SKIP, folder + "/" + file.getFileName(), "    no kind of this program's vectors"));
        }
    }

    private Verdict heartbeat(Path file, String folder) throws IOException {
        GoldenVector vector;
        try {
            vector = GoldenVector.read(file, folder);
        } catch (RuntimeException e) {
            return new Verdict(Word.FAIL, folder + "/" + file.getFileName(), "    cannot be read: " + e.getMessage());
        }
        String kind = GoldenKinds.kindOf(folder, vector);
        GoldenVector named = GoldenVector.read(file, kind);
        Optional<GoldenKind> runner = GoldenKinds.of(kind);
        if (runner.isEmpty()) {
            String why = GoldenKinds.NOT_RUN.getOrDefault(kind, "nothing runs this kind yet");
            return new Verdict(Word.SKIP, named.name(), "    " + why);
        }
        return Verdict.of(runner.get(), named, rules);
    }

    private void tell(Verdict verdict) {
        out.println(verdict);
        counts.merge(verdict.word(), 1, Integer::sum);
    }

    private int conclude() {
        List<String> parts = new ArrayList<>();
        int sum = 0;
        for (Word word : Word.values()) {
            parts.add(counts.getOrDefault(word, 0) + " " + word.text);
            sum += counts.getOrDefault(word, 0);
        }
        out.println(sum + " vectors: " + String.join(", ", parts));
        return sum == 0 ? 2 : counts.containsKey(Word.FAIL) ? 1 : 0;
    }
}
