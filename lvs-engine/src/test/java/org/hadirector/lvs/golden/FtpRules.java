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
    private static final Pattern EXTENDED = Pattern.compile("(?s)(.*\\n)?229 [^\\n]*\\((.)\\2\\2(\\d+)\\2.*");
    private static final Pattern ACTIVE = Pattern.compile("(?s)(.*\\n)?(?i:EPRT) (.)2\\2[^\\n]*\\2(\\d+)\\2.*");

    private FtpRules() {}

    /**
     * What both ends say, as streams of lines: the kernel reads every segment by itself, from its beginning. A line
     * that begins or ends elsewhere, the same answer once more, or one with other bars, which it makes plain ones: the
     * packet, with what is said; the numbers of the connection from there on; and the data connections, which it may
     * know a segment earlier than the line's end, or not at all.
     */
    static Part answers(GoldenVector vector, GoldenVector.Event event) {
        List<Data> announced = new ArrayList<>();
        List<Data> early = new ArrayList<>();
        PacketJudge judge = NONE;
        Optional<FtpSegment> said = FtpSegment.of(event);
        for (FtpControl control : FtpControl.among(vector)) {
            FtpStreams now = FtpStreams.of(vector, control, event.number());
            FtpStreams all = FtpStreams.of(vector, control, Integer.MAX_VALUE);
            announced.addAll(now.announced());
            all.announced().stream().filter(data -> !announced.contains(data)).forEach(early::add);
            if (control.sends(event) && said.isPresent()) {
                String own = said.get().text();
                String text = event.line().startsWith("send server ") ? all.toClient(event) : own;
                String shorter = FtpStreams.withoutZeros(text);
                boolean unrewritten = !text.equals(own) && isHeard(event, own)
                        || !shorter.equals(text) && isHeard(event, shorter)
                        || isBarred(event);
                int beside = all.unseen(now) + now.stale(event);
                boolean moved = beside != 0 && isHeard(event, text);
                judge = unrewritten || moved ? control.near(event, beside, text) : judge;
            }
        }
        return data(vector, event, announced, early, judge);
    }

    /** Whether the other end was recorded to hear this text. */
    private static boolean isHeard(GoldenVector.Event event, String text) {
        return RecordedPacket.among(event.results().stream().skip(1).toList()).stream()
                .filter(packet -> packet.ip() != null)
                .map(packet -> new FtpSegment(packet.ip()))
                .allMatch(packet -> packet.isWhole() && packet.text().equals(text));
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
        return data(vector, event, announced, List.of(), judge);
    }

    /** Packets of data connections that only we know go through; their rows are there, and counted. */
    private static Part data(
            GoldenVector vector,
            GoldenVector.Event event,
            List<Data> announced,
            List<Data> early,
            PacketJudge otherwise) {
        PacketJudge judge = announced.stream()
                .filter(data -> data.sends(event) && !data.isShownBy(event))
                .map(data -> data.translated(event))
                .findFirst()
                .orElse(otherwise);
        List<Tables> tables = Stream.concat(
                        announced.stream()
                                .distinct()
                                .filter(data -> !data.isShownBy(event))
                                .map(data -> data.only(until(vector, event))),
                        early.stream()
                                .distinct()
                                .filter(data -> data.isShownBy(event))
                                .map(Data::early))
                .toList();
        return tables.isEmpty() && judge == NONE
                ? null
                : Part.tables(judge, tables.stream().reduce(Tables.SAME, Tables::and));
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

    private static boolean isBarred(GoldenVector.Event event) {
        return found(event, EXTENDED)
                .filter(answer -> !answer.group(2).equals("|"))
                .isPresent();
    }

    private static Optional<Integer> port(GoldenVector.Event event, Pattern line) {
        return found(event, line).map(found -> Integer.parseInt(found.group(3)));
    }

    private static Optional<Matcher> found(GoldenVector.Event event, Pattern line) {
        return FtpSegment.of(event).map(segment -> line.matcher(segment.text())).filter(Matcher::matches);
    }
}
