package org.hadirector.lvs.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcNotationTest {
    @ParameterizedTest
    @CsvSource({
        "TCP  0A010001:0050 rr, TCP  10.1.0.1:80 rr",
        "'  -> C0A8000B:1F90      Masq', '  -> 192.168.0.11:8080      Masq'",
        "TCP  [fd01:0000:0000:0000:0000:0000:0000:0001]:0050 sed, TCP  [fd01::1]:80 sed",
        "TCP 00:09 fd04:0000:0000:0000:0000:0000:0001:0004 03E9 CLOSE, TCP 00:09 [fd04::1:4]:1001 CLOSE",
        "'TCP 00:09 0A040004 7245 0A010003 0050 NONE', 'TCP 00:09 10.4.0.4:29253 10.1.0.3:80 NONE'",
        "TCP  10.1.0.1:80 rr, TCP  10.1.0.1:80 rr",
        "FWM  00000007 rr, FWM  00000007 rr",
        "'       3        5        2               BE', '       3        5        2               BE'",
    })
    void shouldWriteAddressesAsListingsDo(String proc, String listing) {
        assertEquals(listing, ProcNotation.readable(proc));
    }
}
