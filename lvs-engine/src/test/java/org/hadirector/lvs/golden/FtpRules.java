package org.hadirector.lvs.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hadirector.lvs.golden.FtpControl.Data;
import org.hadirector.lvs.golden.GoldenDesign.PacketJudge;
import org.hadirector.lvs.golden.GoldenDesign.Part;
import org.hadirector.lvs.golden.GoldenDesign.Tables;

/** The rules of {@link GoldenDesign} about segments of FTP that were made by hand. */
final class FtpRules {
    private static final PacketJudge NONE = (recorded, sent) -> false;
    private static final Pattern PASSIVE =
            Pattern.compile("(?s)(.*\\n)?227 [^\\n]*?\\d+,\\d+,\\d+,\\d+,(\\d+),(\\d+).*");
    private static final Pattern EXTENDED = Pattern.compile("(?s)(.*\\n)?229 [^\\n]*\\((.)\\2\\2(\\d+)\\2.*");
    private static final Pattern ACTIVE = Pattern.compile("(?s)(.*\\n)?(?i:EPRT) (.)2\\2[^\\n]*\\2(\\d+)\\2.*");

    private FtpRules() {}

    /**
     * The same answer once more, which the kernel lets pass as it is, or one with other bars, which it makes plain
     * ones: the packet, with what the server says. One behind another line of its segment, which the kernel does not
     * see: that packet, the numbers of the connection from there on, and the data connection.
     */
    static Part answers(GoldenVector vector, GoldenVector.Event event) {
        List<Data> unseen = new ArrayList<>();
        PacketJudge judge = NONE;
        for (FtpControl control : FtpControl.among(vector)) {
            List<GoldenVector.Event> said =
                    until(vector, event).filter(control::sends).toList();
            List<Data> later = said.stream()
                    .flatMap(other -> portOfLater(other).stream())
                    .map(control::passive)
                    .toList();
            unseen.addAll(later);
            if (!control.sends(event)) {
                continue;
            }
            if (isCopy(said, event) || isBarred(event) || portOfLater(event).isPresent()) {
                judge = control.rewritten(event, later.size());
            } else if (!later.isEmpty()) {
                judge = control.renumbered(event, later.size());
            }
        }
        return data(vector, event, unseen, judge);
    }

    /**
     * FTP over IPv6, where the recorded kernel's helper lets nothing through that a client sends, and so reads nothing:
     * those packets, and the data connections that are announced.
     */
    static Part ipv6(GoldenVector vector, GoldenVector.Event event) {
        if (!isHelped(vector)) {
            return null;
        }
        List<Data> announced = new ArrayList<>();
        PacketJudge judge = NONE;
        for (FtpControl control : FtpControl.among(vector)) {
            List<GoldenVector.Event> said =
                    until(vector, event).filter(control::sends).toList();
            if (!control.client().startsWith("[") || said.stream().noneMatch(FtpRules::isSwallowed)) {
                continue;
            }
            for (GoldenVector.Event other : said) {
                boolean fromServer = other.line().startsWith("send server ");
                port(other, fromServer ? EXTENDED : ACTIVE)
                        .map(port -> fromServer ? control.passive(port) : control.active(port))
                        .ifPresent(announced::add);
            }
            if (control.sends(event) && isSwallowed(event)) {
                judge = control.translated(event);
            }
        }
        return data(vector, event, announced, judge);
    }

    /** Packets of data connections that only we know go through; their rows are there, and counted. */
    private static Part data(
            GoldenVector vector, GoldenVector.Event event, List<Data> announced, PacketJudge otherwise) {
        PacketJudge judge = announced.stream()
                .filter(data -> data.sends(event))
                .map(data -> data.translated(event))
                .findFirst()
                .orElse(otherwise);
        return announced.isEmpty() && judge == NONE
                ? null
                : Part.tables(
                        judge,
                        announced.stream()
                                .distinct()
                                .map(data -> data.only(until(vector, event), event))
                                .reduce(Tables.SAME, Tables::and));
    }

    /**
     * A client's packet of a connection whose server spoke under the same addresses and ports before the connection was
     * known, so that its packet went out as it was. The recorded kernel's helper has the packets tracked: that one
     * became a tracked connection of its own, and what the client sends clashes with it.
     */
    static Part clash(GoldenVector vector, GoldenVector.Event event) {
        if (!isHelped(vector) || !isSwallowed(event)) {
            return null;
        }
        return FtpControl.among(vector).stream()
                .filter(control -> control.sends(event))
                .filter(control -> until(vector, event)
                        .anyMatch(before -> wentOutAsItWas(before, control.server() + " > " + control.client() + " ")))
                .map(control -> Part.packets(control.translated(event)))
                .findFirst()
                .orElse(null);
    }

    private static boolean wentOutAsItWas(GoldenVector.Event event, String ends) {
        return event.line().startsWith("send server tcp " + ends) && GoldenDesign.told(event, "at-client tcp " + ends);
    }

    private static boolean isHelped(GoldenVector vector) {
        return vector.events().stream().anyMatch(event -> event.line().equals("helper ip_vs_ftp loaded"));
    }

    private static boolean isSwallowed(GoldenVector.Event event) {
        return event.line().startsWith("send client tcp ") && !GoldenDesign.told(event, "at-");
    }

    private static Stream<GoldenVector.Event> until(GoldenVector vector, GoldenVector.Event event) {
        return vector.events().stream().filter(other -> other.number() <= event.number());
    }

    /** Whether an answer with a port has been sent before, byte for byte. */
    private static boolean isCopy(List<GoldenVector.Event> said, GoldenVector.Event event) {
        return (port(event, PASSIVE).isPresent() || port(event, EXTENDED).isPresent())
                && said.stream()
                        .anyMatch(other -> other != event
                                && other.line().equals(event.line())
                                && other.results().get(0).equals(event.results().get(0)));
    }

    private static boolean isBarred(GoldenVector.Event event) {
        return found(event, EXTENDED)
                .filter(answer -> !answer.group(2).equals("|"))
                .isPresent();
    }

    /** The port of a 227 that is not the first line of its segment. */
    private static Optional<Integer> portOfLater(GoldenVector.Event event) {
        return found(event, PASSIVE).filter(answer -> answer.group(1) != null).flatMap(answer -> port(event, PASSIVE));
    }

    private static Optional<Integer> port(GoldenVector.Event event, Pattern line) {
        return found(event, line)
                .map(found -> line == PASSIVE
                        ? Integer.parseInt(found.group(2)) << 8 | Integer.parseInt(found.group(3))
                        : Integer.parseInt(found.group(3)));
    }

    private static Optional<Matcher> found(GoldenVector.Event event, Pattern line) {
        return FtpSegment.of(event).map(segment -> line.matcher(segment.text())).filter(Matcher::matches);
    }
}
