package org.hadirector.lvs.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.hadirector.lvs.golden.GoldenDesign.Tables;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;

/** What of one event need not come out as recorded; remembers which reasons were needed. */
final class Excuses {
    private final Map<String, GoldenDesign.Part> parts;
    private final Set<String> used;

    /**
     * @param parts by the reason
     * @param used takes the reasons that were needed
     */
    Excuses(Map<String, GoldenDesign.Part> parts, Set<String> used) {
        this.parts = parts;
        this.used = used;
    }

    /** Whether the event as a whole is excused; if so, the reason was needed. */
    boolean whole() {
        return use(parts.entrySet().stream().filter(part -> part.getValue().whole()));
    }

    /** What differs among packets, if that counts. */
    Optional<String> packets(List<RecordedPacket> recorded, List<Sent> sent) {
        Optional<String> difference = RecordedPacket.difference(recorded, sent);
        boolean excused = difference.isPresent()
                && use(parts.entrySet().stream()
                        .filter(part -> part.getValue().packets().accepts(recorded, sent)));
        return excused ? Optional.empty() : difference;
    }

    /**
     * What differs among lines, if it still does without those that are excused.
     *
     * @param comparison compares what is left of both sides' lines
     */
    Optional<String> lines(Function<Tables, Optional<String>> comparison) {
        Optional<String> difference = comparison.apply(Tables.SAME);
        if (difference.isEmpty()) {
            return difference;
        }
        List<Set<String>> choices = new ArrayList<>();
        parts.keySet().forEach(reason -> choices.add(Set.of(reason)));
        choices.add(parts.keySet());
        for (Set<String> reasons : choices) {
            UnaryOperator<List<String>> each = lines -> lines.stream()
                    .map(line -> rest(line, reasons))
                    .filter(Objects::nonNull)
                    .toList();
            Tables rest = reasons.stream()
                    .map(reason -> parts.get(reason).tables())
                    .reduce(Tables.SAME, Tables::and)
                    .and(new Tables(each, each));
            if (comparison.apply(rest).isEmpty()) {
                used.addAll(reasons);
                return Optional.empty();
            }
        }
        return difference;
    }

    /** What reasons leave of a line, or null. */
    private String rest(String line, Set<String> reasons) {
        String readable = ProcNotation.readable(line);
        String rest = readable;
        for (String reason : reasons) {
            rest = rest == null ? null : parts.get(reason).lines().apply(rest);
        }
        return readable.equals(rest) ? line : rest;
    }

    private boolean use(Stream<Map.Entry<String, GoldenDesign.Part>> found) {
        Optional<String> reason = found.map(Map.Entry::getKey).findFirst();
        reason.ifPresent(used::add);
        return reason.isPresent();
    }
}
