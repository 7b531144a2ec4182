package org.hadirector.director.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who makes the network card with that hardware address: from the list of the IEEE where some package has put it, else
 * nobody knows. Reads the file anew each time, a few milliseconds: not for the deciding duty.
 */
final class Vendors {
    /** Of the packages ieee-data, nmap-common and arp-scan. */
    private static final List<Path> LISTS = List.of(
            Path.of("/usr/share/ieee-data/oui.txt"),
            Path.of("/usr/share/nmap/nmap-mac-prefixes"),
            Path.of("/usr/share/arp-scan/ieee-oui.txt"));

    private static final int PREFIX = 6;
    /** Second least bit of the first octet: an address that somebody made up. */
    private static final int LOCAL = 2;

    private final List<Path> lists;

    Vendors() {
        this(LISTS);
    }

    Vendors(List<Path> lists) {
        this.lists = List.copyOf(lists);
    }

    /** @param hardwareAddress such as {@code 02:00:0a:00:00:01} */
    Optional<String> of(String hardwareAddress) {
        String digits = hardwareAddress.replace(":", "").toUpperCase(Locale.ROOT);
        if ((Integer.parseInt(digits.substring(0, 2), 16) & LOCAL) != 0) {
            return Optional.of("locally administered: a virtual interface or a made-up address");
        }
        String prefix = digits.substring(0, PREFIX);
        for (Path list : lists) {
            // These lists hold names in any encoding: bytes are taken as they are.
            try (Stream<String> lines = Files.lines(list, StandardCharsets.ISO_8859_1)) {
                Optional<String> found = lines.filter(line -> line.regionMatches(true, 0, prefix, 0, PREFIX))
                        .map(line ->
                                line.substring(PREFIX).replace("(base 16)", "").strip())
                        .filter(name -> !name.isEmpty())
                        .findFirst();
                if (found.isPresent()) {
                    return found;
                }
            } catch (IOException missing) {
                continue; // no such package here
            }
        }
        return Optional.empty();
    }
}
