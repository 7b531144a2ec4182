package org.hadirector.lvs.golden;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;
import org.hadirector.lvs.setting.Setting;

/**
 * What differs on purpose, recognised by what a vector does instead of by its name: the lines {@code rule NAME REASON}
 * of {@code excluded.txt}. A rule excuses parts of single events; whatever else goes wrong in the same vector still
 * counts.
 */
final class GoldenDesign {
    private interface Rule {
        /** What of the event need not come out as recorded, or null. */
        Part excused(GoldenVector vector, GoldenVector.Event event);
    }

    /** Whether packets that are not as recorded are what a rule's reason says. */
    @FunctionalInterface
    interface PacketJudge {
        boolean accepts(List<RecordedPacket> recorded, List<Sent> sent);
    }

    /**
     * What of lines must be the same in a vector and of the engine.
     *
     * @param recorded makes it of a vector's lines
     * @param got makes it of the engine's
     */
    record Tables(UnaryOperator<List<String>> recorded, UnaryOperator<List<String>> got) {
        static final Tables SAME = new Tables(UnaryOperator.identity(), UnaryOperator.identity());

        /** These, and then others. */
        Tables and(Tables other) {
            return new Tables(
                    lines -> other.recorded.apply(recorded.apply(lines)), lines -> other.got.apply(got.apply(lines)));
        }
    }

    /**
     * A part of what an event shows.
     *
     * @param whole whatever it shows
     * @param packets which packets leave, if these are what the reason speaks of
     * @param lines makes of a line of tables and listings what of it must be as recorded; null: nothing
     * @param tables the same of rows and counts together
     */
    record Part(boolean whole, PacketJudge packets, UnaryOperator<String> lines, Tables tables) {
        private static final PacketJudge NONE = (recorded, sent) -> false;
        private static final PacketJudge ANY = (recorded, sent) -> true;
        static final Part WHOLE = new Part(true, ANY, line -> null);

        Part(boolean whole, PacketJudge packets, UnaryOperator<String> lines) {
            this(whole, packets, lines, Tables.SAME);
        }

        /** What is excused of rows and counts, seen together, and the packets that a judge accepts. */
        static Part tables(PacketJudge packets, Tables tables) {
            return new Part(false, packets, UnaryOperator.identity(), tables);
        }

        /** Lines that tell of something as a whole. */
        static Part lines(Predicate<String> which) {
            return lines(NONE, which);
        }

        /** As {@link #ofLines}, and perhaps which packets leave. */
        static Part ofLines(boolean packets, UnaryOperator<String> rest) {
            return new Part(false, packets ? ANY : NONE, rest);
        }

        /** As {@link #lines(Predicate)}, and the packets that a judge accepts. */
        static Part lines(PacketJudge packets, Predicate<String> which) {
            return new Part(false, packets, line -> which.test(line) ? null : line);
        }

        /** A part of each line. */
        static Part ofLines(UnaryOperator<String> rest) {
            return ofLines(false, rest);
        }

        static Part whole(boolean excused) {
            return excused ? WHOLE : null;
        }

        static Part packets(boolean excused) {
            return excused ? packets(ANY) : null;
        }

        /** The packets that a judge accepts. */
        static Part packets(PacketJudge judge) {
            return new Part(false, judge, UnaryOperator.identity());
        }
    }

    private static final Map<String, Rule> RULES = Map.ofEntries(
            Map.entry("daemon", (vector, event) -> Part.whole(isDaemon(event))),
            Map.entry("user", (vector, event) -> Part.whole(told(event, "2|Can't initialize ipvs:"))),
            Map.entry("setting", (vector, event) -> Part.whole(isFixed(event))),
            Map.entry(TwosRule.NAME, (vector, event) -> null),
            Map.entry(CrashRule.NAME, (vector, event) -> null),
            Map.entry("local", LocalRule::part),
            Map.entry("loopback", (vector, event) -> Part.packets(PacketRules.isToLoopback(event))),
            Map.entry("orphans", PacketRules::orphans),
            Map.entry("route", (vector, event) -> Part.packets(PacketRules.isStaleRoute(vector, event))),
            Map.entry("extension", ExtensionRule::part),
            Map.entry("options", (vector, event) -> OptionRule.part(event)),
            Map.entry("ftp", FtpRules::answers),
            Map.entry("ftp6", FtpRules::ipv6),
            Map.entry("bounce", FtpBounce::part),
            Map.entry("pieces", FragmentRule::part),
            Map.entry("clash", FtpRules::clash),
            Map.entry("truncated", (vector, event) -> Part.packets(PacketRules.isTruncated(event))),
            Map.entry("way", (vector, event) -> Part.packets(PacketRules.isAnsweredElsewhere(event))),
            Map.entry("own", PacketRules::ownSource),
            Map.entry("bypass", PacketRules::bypass),
            Map.entry("learnt", (vector, event) -> Part.packets(PacketRules.isTooLongForTheWay(vector, event))),
            Map.entry("badsum", (vector, event) -> Part.packets(PacketRules.isDamagedError(event))),
            Map.entry("quote", (vector, event) -> QuoteRule.part(event)),
            Map.entry("passed", PassedErrors::part),
            Map.entry("misread", (vector, event) -> MisreadRule.part(event)),
            Map.entry(
                    "icmp6",
                    (vector, event) -> PacketRules.isEarlyKernel(vector, event)
                            ? Part.packets(true)
                            : Optional.ofNullable(PacketRules.ownError6(vector, event))
                                    .orElseGet(() -> PassedErrors.countersAfter(
                                            vector, event, before -> PacketRules.isEarlyKernel(vector, before)))));

    private final Map<String, String> reasons;

    /** @param reasons by the rule's name */
    GoldenDesign(Map<String, String> reasons) {
        this.reasons = Map.copyOf(reasons);
        for (String name : reasons.keySet()) {
            if (!RULES.containsKey(name)) {
                throw new IllegalArgumentException("excluded.txt: no rule " + name + " among " + RULES.keySet());
            }
        }
    }

    /**
     * What need not come out as recorded of an event.
     *
     * @param used takes the reasons that were needed
     */
    Excuses excuses(GoldenVector vector, GoldenVector.Event event, Set<String> used) {
        Map<String, Part> parts = new LinkedHashMap<>();
        reasons.forEach((name, reason) -> {
            Part part = RULES.get(name).excused(vector, event);
            if (part != null) {
                parts.put(reason, part);
            }
        });
        return new Excuses(parts, used);
    }

    /**
     * Whether the original died of the event: {@link CrashRule} says what it must show then.
     *
     * @param used takes the reason if so
     */
    boolean isCrash(GoldenVector.Event event, Set<String> used) {
        String reason = reasons.get(CrashRule.NAME);
        if (reason == null || !CrashRule.isAbout(event)) {
            return false;
        }
        used.add(reason);
        return true;
    }

    /**
     * The event as it must be played to come out as recorded.
     *
     * @param used takes the reason when that is another one
     */
    GoldenVector.Event asThere(GoldenVector.Event event, Set<String> used) {
        String reason = reasons.get(TwosRule.NAME);
        if (reason == null || !TwosRule.isAbout(event)) {
            return event;
        }
        used.add(reason);
        return TwosRule.asThere(event);
    }

    static boolean told(GoldenVector.Event event, String start) {
        return event.results().stream().anyMatch(line -> line.strip().startsWith(start));
    }

    private static boolean isDaemon(GoldenVector.Event event) {
        String line = event.line();
        return line.startsWith("$ ipvsadm --start-daemon") && !event.results().contains("= 2") // wrong usage
                || line.startsWith("$ ipvsadm --stop-daemon") && event.results().contains("= 0")
                || line.contains(" --daemon")
                        && event.results().stream().anyMatch(r -> r.contains(" sync daemon (mcast="));
    }

    /** Another value of a setting that has one value here. */
    private static boolean isFixed(GoldenVector.Event event) {
        String[] words = event.line().split(" ");
        return words[0].equals("sysctl")
                && words.length > 1
                && Setting.named(words[1]).filter(Setting::isFixed).isPresent();
    }
}
