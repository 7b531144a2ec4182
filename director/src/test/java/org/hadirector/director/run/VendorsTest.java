package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VendorsTest {
    @TempDir
    Path directory;

    @Test
    void shouldReadTheListsOfThreePackages() throws Exception {
        Path ieee = directory.resolve("oui.txt");
        Files.writeString(ieee, "00-00-0C   (hex)\t\tCisco Systems, Inc\n00000C     (base 16)\t\tCisco Systems, Inc\n");
        Path nmap = directory.resolve("nmap-mac-prefixes");
        Files.writeString(nmap, "# comment\n000393 Apple\n");
        Vendors vendors = new Vendors(List.of(directory.resolve("missing"), ieee, nmap));

        assertEquals(Optional.of("Cisco Systems, Inc"), vendors.of("00:00:0c:12:34:56"));
        assertEquals(Optional.of("Apple"), vendors.of("00:03:93:00:00:01"));
        assertEquals(Optional.empty(), vendors.of("00:04:00:00:00:01"));
        assertEquals(
                Optional.of("locally administered: a virtual interface or a made-up address"),
                vendors.of("02:00:0c:00:00:01"));
    }
}
