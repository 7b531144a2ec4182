package org.hadirector.lvs.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hadirector.lvs.golden.GoldenDesign.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rule about connections of deleted servers names those that were there, and lets no other packet through. */
class OrphanRuleTest {
    private static final String ORPHAN = "conn TCP 10.4.0.1:1000 10.1.0.1:80 192.168.0.11:80 SYN_RECV 59";
    private static final String OTHER = "conn TCP 10.4.0.2:1000 10.1.0.1:80 192.168.0.12:80 SYN_RECV 59";
    private static final String NEVER = "conn TCP 10.4.0.3:1000 10.1.0.1:80 192.168.0.11:80 SYN_RECV 59";

    @TempDir
    Path folder;

    private GoldenVector vector(String event) throws IOException {
        Path file = Files.writeString(
                folder.resolve("case.txt"),
                String.join(
                        "\n",
                        "sysctl net.ipv4.vs.expire_nodest_conn 1",
                        "[rules]",
                        "[events]",
                        "look",
                        "  " + ORPHAN,
                        "  " + OTHER,
                        "  servers .11:80=1/0 .12:80=1/0",
                        "$ ipvsadm -d -t 10.1.0.1:80 -r 192.168.0.11:80",
                        "= 0",
                        event,
                        "  " + ORPHAN,
                        "  " + OTHER,
                        "  servers .12:80=1/0",
                        "look",
                        "  servers .12:80=1/0",
                        "look",
                        "  servers .12:80=1/0",
                        ""));
        return GoldenVector.read(file, "case");
    }

    private Part after(String event) throws IOException {
        GoldenVector vector = vector(event);
        assertNull(PacketRules.orphans(vector, vector.events().get(4)), "the second look");
        Part part = PacketRules.orphans(vector, vector.events().get(2));
        assertNotNull(part);
        return part;
    }

    @Test
    void shouldExcuseTheRowsThatWereThere() throws IOException {
        Part part = after("look");
        assertNull(part.lines().apply(ORPHAN));
        assertEquals(OTHER, part.lines().apply(OTHER));
        assertEquals(NEVER, part.lines().apply(NEVER));
        assertFalse(part.packets().accepts(List.of(), List.of()));
    }

    @Test
    void shouldExcuseThemInListingsBeforeTheFirstLook() throws IOException {
        for (String listing : List.of("$ ipvsadm -Lnc", "file /proc/net/ip_vs_conn")) {
            Part part = after(listing);
            assertNull(part.lines().apply("TCP 00:59  SYN_RECV    10.4.0.1:1000 10.1.0.1:80 192.168.0.11:80"));
            assertNull(part.lines().apply("TCP 10.4.0.1:1000 10.1.0.1:80 192.168.0.11:80 SYN_RECV         59"));
            for (String other : List.of(
                    "TCP 00:59  SYN_RECV    10.4.0.2:1000 10.1.0.1:80 192.168.0.12:80",
                    "TCP 00:59  SYN_RECV    10.4.0.3:1000 10.1.0.1:80 192.168.0.11:80",
                    "UDP 00:59  SYN_RECV    10.4.0.1:1000 10.1.0.1:80 192.168.0.11:80",
                    "IPVS connection entries")) {
                assertEquals(other, part.lines().apply(other));
            }
            assertFalse(part.packets().accepts(List.of(), List.of()));
        }
        assertNull(PacketRules.orphans(
                vector("$ ipvsadm -Ln"), vector("$ ipvsadm -Ln").events().get(2)));
    }

    @Test
    void shouldExcusePacketsOfTheseConnectionsOnly() throws IOException {
        assertTrue(isExcused("send client tcp 10.4.0.1:1000 > 10.1.0.1:80 A seq 1 ack 1 (ttl 64 id 1 DF len 40)"));
        assertTrue(isExcused("send server tcp 192.168.0.11:80 > 10.4.0.1:1000 A seq 1 ack 1 (ttl 64 id 1 DF len 40)"));
        assertFalse(isExcused("send client tcp 10.4.0.2:1000 > 10.1.0.1:80 A seq 1 ack 1 (ttl 64 id 1 DF len 40)"));
        assertFalse(isExcused("send client tcp 10.4.0.1:1001 > 10.1.0.1:80 S seq 1 ack 0 (ttl 64 id 1 DF len 40)"));
    }

    private boolean isExcused(String sent) throws IOException {
        return after(sent).packets().accepts(List.of(), List.of());
    }
}
