package org.hadirector.lvs.ipvsadm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses as inet_aton and inet_pton of the C library read them. */
class EndpointsTest {
    private static final int TCP = 6;

    /** Knows one host and one port. */
    private final Endpoints endpoints = new Endpoints(new NameService() {
        @Override
        public Optional<InetAddress> address(String host) {
            return host.equals("face") ? Endpoints.literal("10.0.0.7") : Optional.empty();
        }

        @Override
        public OptionalInt port(String service, String protocol) {
            return service.equals("http") ? OptionalInt.of(80) : OptionalInt.empty();
        }

        @Override
        public Optional<String> host(InetAddress address) {
            throw new AssertionError("asked for the name of " + address);
        }

        @Override
        public Optional<String> service(int port, String protocol) {
            throw new AssertionError("asked for the name of port " + port);
        }
    });

    private String read(String text) {
        return endpoints
                .parse(text, TCP)
                .map(endpoint -> endpoint.address().getHostAddress() + " " + endpoint.port())
                .orElse("none");
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.0.1, 10.1.0.1 0",
        "10.1.0.1:80, 10.1.0.1 80",
        "10.1.0.1:http, 10.1.0.1 80",
        "10.1.1, 10.1.0.1 0",
        "10.65793:80, 10.1.1.1 80",
        "0x0a.1.1.0X1, 10.1.1.1 0",
        "012.010.0.1, 10.8.0.1 0",
        "255.255.255.255, 255.255.255.255 0",
        "10.1.0.1 and more, 10.1.0.1 0",
        "face:80, 10.0.0.7 80",
        "[fd00::1]:80, fd00:0:0:0:0:0:0:1 80",
        "fd00::1, fd00:0:0:0:0:0:0:1 0",
        "[::ffff:10.1.0.1]:http, 0:0:0:0:0:ffff:a01:1 80",
        "[10.1.0.1]:80, 10.1.0.1 0",
    })
    void shouldRead(String text, String address) {
        assertEquals(address, read(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "80",
                "10.1.0.1.",
                "10.1.0.1.1",
                "10.1..1",
                "10.1.0.256",
                "10.1.65536",
                "4294967296.1",
                ".1",
                "08.1.1.1",
                "0x.1.1.1",
                "0x+5.1.1.1",
                "0x-5.1.1.1",
                "+5.1.1.1",
                "99999999999999999999.1",
                "10.1.0.1:",
                "10.1.0.1:65536",
                "10.1.0.1:80:80",
                "fd00::1::2",
                "fd00:1",
                "[fd00::1]",
                "[fd00::1",
                "\u0661.1.1.1",
                "1.1.1.0x\uff11",
                "abc"
            })
    void shouldRefuse(String text) {
        assertEquals("none", read(text));
    }

    @Test
    void shouldReadEveryPartThatInetAtonReads() {
        assertEquals(
                "/255.255.255.255",
                Endpoints.literal("4294967295").orElseThrow().toString());
        assertEquals(Optional.empty(), Endpoints.literal("4294967296"));
        assertEquals("/0.0.0.0", Endpoints.literal("0").orElseThrow().toString());
        assertEquals(Optional.empty(), Endpoints.literal(" 1"));
    }
}
