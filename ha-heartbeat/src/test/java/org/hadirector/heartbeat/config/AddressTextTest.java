package org.hadirector.heartbeat.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTextTest {
    /** What inet_ntop of glibc makes of the same addresses. */
    @ParameterizedTest
    @CsvSource({
        "FD00::7, fd00::7",
        "fd00:0:0:1::7, fd00:0:0:1::7",
        "fd00:0:0:1:0:0:0:7, fd00:0:0:1::7",
        "fd00:0:1:0:2:0:3:7, fd00:0:1:0:2:0:3:7",
        "fd00:0:0:1:0:0:2:7, fd00::1:0:0:2:7",
        "fd00:1:2:3:4:5:0:0, fd00:1:2:3:4:5::",
        "::10.77.1.7, ::10.77.1.7",
        "::1:7, ::0.1.0.7",
        "::7, ::7",
        "::FFFF:a4d:107, ::ffff:10.77.1.7",
        "fe80::1, fe80::1%eth1",
        "fe80::1%3, fe80::1%eth1"
    })
    void shouldShowAnAddressAsTheLibraryDoes(String written, String shown) {
        assertEquals(shown, AddressText.shown(written, "eth1"));
    }

    @ParameterizedTest
    @CsvSource({
        "fe80::1%eth1, ''",
        "fe80::1%2, ''",
        "fd00::1%0, ''",
        "fe80::1%1, 'ucast6: index 2 does not match scope id 1 for device eth1'",
        "fe80::1%eth0, 'ucast6: index 2 does not match scope id 1 for device eth1'",
        "fd00::1%1, 'ucast6: index 2 does not match scope id 1 for device eth1'",
        "fe80::1%, [fe80::1%] names no interface behind %",
        "fe80::1%9999999999, [fe80::1%9999999999] names no interface behind %",
        "fd00::1%eth1, [fd00::1%eth1] names no interface behind %"
    })
    void shouldRefuseAnAddressOfAnotherLink(String peer, String problem) {
        Problems problems = new Problems("ha.cf", ConfigProblem.Stage.READING);
        new Ipv6Scope(FakeNode.ha1(), problems).check(new Medium.Ucast6("eth1", peer, 694, 1));

        assertEquals(
                problem.isEmpty() ? List.of() : List.of(problem),
                problems.sorted().stream().map(ConfigProblem::text).toList());
    }
}
