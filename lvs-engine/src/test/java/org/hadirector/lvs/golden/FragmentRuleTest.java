package org.hadirector.lvs.golden;

import static org.hadirector.lvs.packet.InternetSum.fold;
import static org.hadirector.lvs.packet.InternetSum.sum;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.hadirector.lvs.engine.EngineLab;
import org.hadirector.lvs.golden.GoldenDesign.Part;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a server's answer in fragments with DF the rule excuses the same fragments, translated, and nothing else. */
class FragmentRuleTest {
    private static final String NAME = "replies/fragments-df-answer";

    @TempDir
    private Path folder;

    private GoldenVector vector;
    private GoldenVector.Event refused; // the last fragment of a packet whose fragments had DF
    private List<RecordedPacket> error;
    private List<byte[]> fragments; // as those of the same packet without DF left

    private static Path file() throws URISyntaxException {
        return Path.of(
                FragmentRuleTest.class.getResource("/golden/" + NAME + ".txt").toURI());
    }

    @BeforeEach
    void read() throws IOException, URISyntaxException {
        vector = GoldenVector.read(file(), NAME);
        refused = last(2);
        error = RecordedPacket.among(refused.results().stream().skip(1).toList());
        fragments = new ArrayList<>();
        RecordedPacket.among(last(5).results().stream().skip(1).toList())
                .forEach(packet -> fragments.add(numbered(packet.ip(), 2)));
    }

    private GoldenVector.Event last(int id) {
        return vector.events().stream()
                .filter(event -> event.line().contains(" id " + id + " "))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    private static byte[] numbered(byte[] ip, int id) {
        ByteBuffer packet = ByteBuffer.wrap(ip.clone()).putShort(4, (short) id);
        return summed(packet.array());
    }

    private static byte[] summed(byte[] ip) {
        ByteBuffer packet = ByteBuffer.wrap(ip).putShort(10, (short) 0);
        return packet.putShort(10, (short) ~fold(sum(packet, 0, 20))).array();
    }

    private boolean accepts(int side) {
        List<Sent> sent = fragments.stream()
                .map(ip -> new Sent(side, Packets.frame(HexFormat.of().formatHex(ip))))
                .toList();
        return FragmentRule.part(vector, refused).packets().accepts(error, sent);
    }

    @Test
    void shouldExcuseTheFragmentsAsTheyCame() {
        assertTrue(accepts(EngineLab.CLIENTS));
        assertFalse(accepts(EngineLab.SERVERS), "another side");
        Part part = FragmentRule.part(vector, refused);
        assertFalse(part.whole());
        List<String> lines = List.of("conn UDP 10.4.0.1:1080 10.1.0.1:80 192.168.0.11:80 UDP 299", ".11:80=0/1");
        assertTrue(lines.equals(part.tables().recorded().apply(lines)));
        assertTrue(lines.equals(part.tables().got().apply(lines)));
        lines.forEach(line -> assertTrue(line.equals(part.lines().apply(line))));
    }

    @Test
    void shouldExcuseNoOtherFragments() {
        List<byte[]> right = List.copyOf(fragments);
        fragments.clear();
        assertFalse(accepts(EngineLab.CLIENTS), "nothing");
        fragments.addAll(right.subList(0, right.size() - 1));
        assertFalse(accepts(EngineLab.CLIENTS), "one less");
        fragments.add(right.get(0));
        assertFalse(accepts(EngineLab.CLIENTS), "one twice");
        // Time to live, identification, DF, source, destination, source port, checksum, a byte of the data.
        for (int at : new int[] {8, 4, 6, 15, 19, 21, 27, 60}) {
            fragments.clear();
            right.forEach(ip -> fragments.add(ip.clone()));
            byte[] first = fragments.get(0);
            first[at] ^= 0x40;
            summed(first);
            assertFalse(accepts(EngineLab.CLIENTS), "byte " + at);
        }
    }

    @Test
    void shouldSpeakOfTheCompletingFragmentWithDfOnly() {
        for (GoldenVector.Event event : vector.events()) {
            boolean told = GoldenDesign.told(event, "at-server icmp ");
            assertTrue(told == (FragmentRule.part(vector, event) != null), event.line());
        }
        assertNull(FragmentRule.part(vector, last(5)));
    }

    /** The kernel refuses nothing else: an error about other fragments has another cause, which no rule excuses. */
    @Test
    void shouldBeSilentWhereNoneOfTheLongestFragmentsHasDf() throws IOException, URISyntaxException {
        String first = "  hex 45000074000260004011";
        String second = "  hex 450000740002600c4011";
        String last = "  hex 45000024000240184011";
        String text = Files.readString(file());
        for (String fragment : List.of(first, second, last)) {
            assertTrue(text.contains(fragment), fragment);
        }
        String without = text.replace(first, first.replace("60004011", "20004011"))
                .replace(second, second.replace("600c4011", "200c4011"));
        assertNull(partWith(without), "DF on the last one, which is shorter");
        without = without.replace(last, last.replace("40184011", "00184011"));
        assertNull(partWith(without), "DF on none");
    }

    private Part partWith(String text) throws IOException {
        GoldenVector altered = GoldenVector.read(Files.writeString(folder.resolve("altered.txt"), text), NAME);
        return FragmentRule.part(altered, altered.events().get(vector.events().indexOf(refused)));
    }
}
