package org.hadirector.lvs.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;

/**
 * Errors about fragments that waited too long. They leave when a timer says so: the recorder saw them only if that was
 * while it looked at what another packet did, and its clock is not ours to the second. So each that was recorded must
 * leave the engine at some time.
 */
final class LateErrors {
    private static final String TEXT = ".* icmp \\S+ > \\S+ type 11 code 1 .*|.* icmp6 \\S+ > \\S+ type 3 code 1 .*";

    private final List<Sent> left = new ArrayList<>();
    private final List<RecordedPacket> owed = new ArrayList<>();

    /** What left while time passed. */
    void took(List<Sent> sent) {
        left.addAll(sent);
    }

    /** The packets that an event itself should show. */
    List<RecordedPacket> others(List<RecordedPacket> recorded) {
        owed.addAll(recorded.stream().filter(LateErrors::isLate).toList());
        return recorded.stream().filter(packet -> !isLate(packet)).toList();
    }

    /** Whether an event sends such an error: what leaves then is this one, translated. */
    static boolean isSent(String event) {
        return event.matches(TEXT);
    }

    private static boolean isLate(RecordedPacket packet) {
        return (packet.side() + " " + packet.text()).matches(TEXT);
    }

    /** One that never left, or that left and is none of these errors. */
    Optional<String> difference() {
        Optional<String> other = left.stream()
                .map(RecordedPacket::describe)
                .filter(text -> !text.matches(TEXT))
                .findFirst()
                .map(text -> "left while nothing came: " + text);
        Stream<String> missing = owed.stream()
                .filter(packet -> left.stream().noneMatch(packet::isSame))
                .map(packet -> "never left: " + packet.side() + " " + packet.text());
        return other.or(missing::findFirst);
    }
}
