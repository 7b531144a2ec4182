package org.hadirector.director.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.resource.config.LdirectordCfParser;
import org.hadirector.resource.config.LdirectordConfig;
import org.hadirector.resource.config.ResourceConfig;
import org.hadirector.resource.config.SystemNames;
import org.junit.jupiter.api.Test;

class ServerWaysTest {
    private static final String SERVICE =
            """
            virtual=10.0.0.6:80
                real=192.168.0.1:80 %s
                real=192.168.0.2:80 %s
                service=none
                protocol=tcp
            """;

    /** The problems when the first server is a neighbour and the second behind a router. */
    private static List<ConfigProblem> problems(String method, int mtu) throws Exception {
        LdirectordConfig config = new LdirectordCfParser(new SystemNames(), name -> true)
                .parse("ldirectord.cf", SERVICE.formatted(method, method))
                .value();
        InetAddress near = InetAddress.getByName("192.168.0.1");
        InetAddress router = InetAddress.getByName("192.168.0.254");
        return new ServerWays(address -> Optional.of(new ServerWays.Way(address.equals(near) ? null : router, mtu)))
                .problems(new ResourceConfig(null, Map.of("", config)));
    }

    @Test
    void shouldWarnOfServersBehindARouter() throws Exception {
        List<ConfigProblem> gate = problems("gate", 1500);
        assertEquals(List.of(3), gate.stream().map(ConfigProblem::line).toList());
        assertTrue(gate.get(0)
                .toString()
                .startsWith("ldirectord.cf:3: warning: gate: 192.168.0.2 is behind the router"
                        + " 192.168.0.254, which sends"));
        List<ConfigProblem> masq = problems("masq", 1500);
        assertEquals(List.of(3), masq.stream().map(ConfigProblem::line).toList());
        assertTrue(masq.get(0).text().endsWith("its replies must come back through this node"));
    }

    @Test
    void shouldWarnOfTunnelsThatAreTooNarrow() throws Exception {
        List<ConfigProblem> narrow = problems("ipip", 1519);
        assertEquals(List.of(2, 3), narrow.stream().map(ConfigProblem::line).toList());
        assertTrue(
                narrow.get(0).text().contains("packets of up to 1499 bytes fit"),
                narrow.get(0).text());
        assertEquals(List.of(), problems("ipip", 1520));
    }
}
