package org.hadirector.director.why;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.hadirector.director.journal.JournalEntry;
import org.hadirector.director.why.Telling.Cause;

/**
 * How one node gave a group to the other, as far as the journals at hand tell: the reason for which the heir asked (the
 * protocol's Ask), and what made it ask.
 */
final class Given {
    /** Reasons for which one asks an owner. */
    private static final Set<String> OF_AN_OWNER = Set.of("OPERATOR", "OFFERED", "FAILBACK", "BETTER");

    private static final Set<String> ENDS_OR_GOES_ON = Set.of("STOP", "START", "OWNER", "ASKED", "OPERATOR");

    private final Moment asked;
    private final String why;
    private final String giver;
    private final String heir;
    private final List<Moment> before;

    /** Whether the giver's run ended with it, as its own journal tells last of all. */
    private final boolean farewell;

    private Given(Moment asked, String why, String giver, String heir, List<Moment> before, boolean farewell) {
        this.asked = asked;
        this.why = why;
        this.giver = giver;
        this.heir = heir;
        this.before = before;
        this.farewell = farewell;
    }

    /** @param asked the heir's ASKED: of whom, and why */
    static Given asked(Moment asked, List<Moment> before) {
        JournalEntry entry = asked.entry();
        return new Given(asked, entry.reason(), entry.subject(), entry.node(), before, false);
    }

    /**
     * @param granted the giver's GRANTED: {@code granted to HEIR: why}
     * @param after what followed the change
     */
    static Given granted(Moment granted, List<Moment> before, List<Moment> after) {
        JournalEntry entry = granted.entry();
        String why =
                entry.reason().substring(entry.reason().lastIndexOf(": ") + 1).strip();
        return new Given(granted, why, entry.node(), entry.subject(), before, endsRun(entry.node(), after));
    }

    /** The giver's last words come after it has given everything away, and before anything else that it does. */
    private static boolean endsRun(String node, List<Moment> after) {
        return after.stream()
                .map(Moment::entry)
                .filter(entry -> entry.node().equals(node))
                .map(JournalEntry::kind)
                .filter(ENDS_OR_GOES_ON::contains)
                .findFirst()
                .filter("STOP"::equals)
                .isPresent();
    }

    /** Who owned it until then, empty when that does not follow. */
    String owner() {
        return OF_AN_OWNER.contains(why) ? giver : "";
    }

    Cause cause() {
        Optional<Moment> root = root().filter(moment -> moment.atNs() <= asked.atNs());
        return Cause.of(
                sentence(root.map(moment -> moment.entry().kind()).orElse(farewell ? "PEER_LEAVING" : "")),
                root.orElse(asked));
    }

    private Optional<Moment> root() {
        return switch (why) {
            case "OPERATOR" -> last(heir, "OPERATOR");
            case "OFFERED" -> last(giver, "OPERATOR", "ACQUIRE_FAILED", "START_FAILED")
                    .or(() -> last(heir, "PEER_LEAVING"));
            case "FAILBACK", "VACANT" -> last(heir, "START", "PEER_UP", "REAL_SERVERS_BACK", "NONE")
                    .or(() -> last(giver, "PEER_UP"));
            case "BETTER" -> last(this::isWorse);
            case "REPROOF" -> last(heir, "LEASE_LOST", "ISOLATED", "CLOCK_STALL");
            default -> Optional.empty();
        };
    }

    /** Something by which the giver serves worse than the heir. */
    private boolean isWorse(JournalEntry entry) {
        boolean givers = entry.node().equals(giver);
        return switch (entry.kind()) {
            case "CARRIER" -> givers && entry.reason().contains("lost");
            case "NO_REAL_SERVER", "PINGS_FEWER" -> givers;
            case "PINGS_MORE" -> !givers;
            default -> false;
        };
    }

    private String sentence(String root) {
        return switch (why) {
            case "OPERATOR" -> "an operator on " + heir + " asked for it";
            case "OFFERED" -> switch (root) {
                case "OPERATOR" -> "an operator on " + giver + " sent it to standby";
                case "PEER_LEAVING" -> giver + " shut down";
                default -> giver + " offered it";
            };
            case "FAILBACK" -> heir + " is the preferred node and was ready again (auto_failback on)";
            case "VACANT" -> "nobody owned it and both nodes agreed";
            case "BETTER" -> switch (root) {
                case "CARRIER" -> "the interface of " + giver + " lost its carrier, " + heir + " is better connected";
                case "NO_REAL_SERVER" -> giver + " reached no real server, " + heir + " did";
                case "PINGS_FEWER", "PINGS_MORE" -> heir + " reached more ping nodes than " + giver;
                default -> heir + " is better connected";
            };
            case "REPROOF" -> heir + " had lost its lease and proved its ownership again";
            default -> giver + " granted it: " + why;
        };
    }

    private Optional<Moment> last(String node, String... kinds) {
        List<String> wanted = List.of(kinds);
        return last(entry -> entry.node().equals(node) && wanted.contains(entry.kind()));
    }

    private Optional<Moment> last(Predicate<JournalEntry> wanted) {
        String group = asked.entry().group();
        Optional<Moment> found = Optional.empty();
        for (Moment moment : before) {
            JournalEntry entry = moment.entry();
            boolean concerns = entry.group().isEmpty() || entry.group().equals(group);
            if (concerns && wanted.test(entry)) {
                found = Optional.of(moment);
            }
        }
        return found;
    }
}
