package org.hadirector.heartbeat.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthkeysParserTest {
    private static final Set<PosixFilePermission> MODE_600 = PosixFilePermissions.fromString("rw-------");

    private static Parsed<Authkeys> parse(String text) {
        return AuthkeysParser.parse("authkeys", text.replace("/", "\n"), MODE_600);
    }

    @Test
    void shouldReadTheSeed() {
        Parsed<Authkeys> parsed = parse("auth 1/1 crc/#2 sha1 ultramonkey/#3 md5 Hello!/");

        assertEquals(List.of(), parsed.problems());
        assertEquals(1, parsed.value().signing());
        assertEquals(AuthMethod.CRC, parsed.value().keys().get(1).method());
    }

    @Test
    void shouldKeepEveryKeyForReceiving() {
        Authkeys keys = parse("auth 2/1 crc/2 sha1 two/3 md5 three/15 hmac-sha256 four\r/0 sha256 five")
                .value();

        assertEquals(2, keys.signing());
        assertEquals(Set.of(0, 1, 2, 3, 15), keys.keys().keySet());
        assertEquals(AuthMethod.SHA256, keys.keys().get(15).method());
        assertEquals("four", keys.keys().get(15).secret());
        assertEquals(AuthMethod.SHA256, keys.keys().get(0).method());
    }

    /** heartbeat takes the file, and its beats then name a key that nobody has. */
    @Test
    void shouldGoOnSigningWithTheKeyThatAnEarlierLineChose() {
        Parsed<Authkeys> parsed = parse("auth 1/1 sha1 long-enough/auth 7");

        assertEquals(1, parsed.value().signing());
        assertTrue(parsed.problems().stream().noneMatch(problem -> problem.severity() == ConfigProblem.Severity.ERROR));
        String told = "Auth Key [7] not found in keyfile [authkeys]: key [1] goes on signing";
        assertEquals(
                List.of(3),
                parsed.problems().stream()
                        .filter(problem -> problem.text().equals(told))
                        .map(ConfigProblem::line)
                        .toList());
        assertEquals(2, parse("auth 1/1 sha1 long-enough/2 crc/auth 2").value().signing());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 sha1 secret|Missing auth directive in keyfile [authkeys]",
                "auth 2/1 sha1 secret|Auth Key [2] not found in keyfile [authkeys]",
                "auth 1/1 crc/2 sha1|Auth method [sha1] requires a key",
                "auth 1/1 crc/2 crc secret|Auth method [crc] doesn't use a key",
                "auth 1/1 crc/2 SHA1 secret|Invalid authtype [SHA1]",
                "auth 1/auth -1/1 crc|Missing auth directive in keyfile [authkeys]",
                "auth 1/auth 16/1 crc|Auth Key [16] not found in keyfile [authkeys]",
                "auth 1/1 crc/16 sha1 secret|Invalid authnum [16] in authkeys",
                "1 crc/auth 1|Auth Key [1] not found in keyfile [authkeys]",
                "auth 1/1: sha1 secret/1 crc|Invalid authtype [:]",
                "auth 1/auth one/1 crc|Invalid auth line [auth one] in authkeys",
                "auth 1/1 crc/key 1|Auth line is invalid.",
            })
    void shouldRefuse(String text, String complaint) {
        Parsed<Authkeys> parsed = parse(text);

        assertEquals(
                List.of(complaint),
                parsed.problems().stream()
                        .filter(p -> p.severity() == ConfigProblem.Severity.ERROR)
                        .map(ConfigProblem::text)
                        .toList());
        assertFalse(parsed.usable());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw-rw----", "rw-----w-"})
    void shouldRefuseAFileThatOthersMayTouch(String mode) {
        Parsed<Authkeys> parsed =
                AuthkeysParser.parse("authkeys", "auth 1\n1 crc\n", PosixFilePermissions.fromString(mode));

        assertEquals(
                "authkeys: Bad permissions on keyfile [authkeys], 600 recommended. — chmod 600 authkeys",
                parsed.problems().get(0).toString());
        assertFalse(parsed.usable());
    }

    @ParameterizedTest
    @ValueSource(strings = {"r--------", "rwx------", "rwx--x---"})
    void shouldWarnAboutOtherModes(String mode) {
        Parsed<Authkeys> parsed =
                AuthkeysParser.parse("authkeys", "auth 1\n1 crc\n", PosixFilePermissions.fromString(mode));

        assertTrue(parsed.usable());
        assertEquals(1, parsed.problems().size());
    }

    @Test
    void shouldWarnAboutCrcOnANetworkOnly() {
        Authkeys keys = parse("auth 1/1 crc").value();

        assertEquals(
                1,
                AuthkeysParser.judge("authkeys", keys, List.of(new Medium.Bcast("eth0", 694, 1)))
                        .problems()
                        .size());
        assertEquals(
                List.of(),
                AuthkeysParser.judge("authkeys", keys, List.of(new Medium.Serial("/dev/ttyS0", 19200, 1)))
                        .problems());
    }

    @Test
    void shouldNeverShowASecret() {
        Parsed<Authkeys> parsed = parse("auth 1/1 sha1 geheim/1 md5 geheim more/x sha1 geheim");

        assertFalse(parsed.toString().contains("geheim"), parsed.toString());
    }

    @Test
    void shouldReadFilesAndReportMissingOnes(@TempDir Path directory) throws IOException {
        ConfigFiles files = new ConfigFiles(FakeNode.ha1());
        Path keys = directory.resolve("authkeys");
        Path haCf = directory.resolve("ha.cf");

        assertEquals(
                "Cannot open keyfile [" + keys + "].  Stop.",
                files.authkeys(keys, List.of()).problems().get(0).text());
        assertEquals(
                "Cannot open config file [" + haCf + "]",
                files.haCf(haCf).problems().get(0).text());

        Files.writeString(keys, "auth 1\n1 sha256 0123456789abcdef\n");
        Files.setPosixFilePermissions(keys, MODE_600);
        Files.writeString(haCf, "keepalive 1\ndeadtime 5\nnode ha1.example ha2.example\nbcast eth0 eth1\n");
        assertEquals(List.of(), files.authkeys(keys, List.of()).problems());
        assertTrue(files.haCf(haCf).usable());
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r--r--"));
        assertFalse(files.authkeys(keys, List.of()).usable());
    }

    @Property
    void shouldNeverThrowOnGarbage(@ForAll String text) {
        AuthkeysParser.parse("authkeys", text, MODE_600);
    }
}
