package org.hadirector.director.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.hadirector.lvs.ipvsadm.MarkRuleParser;
import org.hadirector.resource.config.LdirectordCfParser;
import org.hadirector.resource.config.LdirectordConfig;
import org.hadirector.resource.config.ResourceConfig;
import org.hadirector.resource.config.SystemNames;
import org.junit.jupiter.api.Test;

class MarkedServicesTest {
    private static final String SERVICES =
            """
            virtual=10.0.0.6:80
                real=192.168.0.1:80 masq
                service=none
            virtual=7
                real=192.168.0.1:80 masq
                service=none
            virtual6=8
                real6=[fd00::1]:80 masq
                service=none
            """;

    private static List<String> problems(String... rules) {
        LdirectordConfig config = new LdirectordCfParser(new SystemNames(), name -> true)
                .parse("ldirectord.cf", SERVICES)
                .value();
        MarkRuleParser parser = new MarkRuleParser(null);
        return new MarkedServices(Arrays.stream(rules)
                        .map(rule -> parser.rule(List.of(rule.split(" "))))
                        .toList())
                .problems(new ResourceConfig(null, Map.of("", config))).stream()
                        .map(problem -> problem.toString().replaceAll("; marks of .*", ""))
                        .toList();
    }

    @Test
    void shouldWarnOfMarksThatNoRuleGives() {
        assertEquals(
                List.of(
                        "ldirectord.cf:4: warning: mark 7: no rule of director.yaml gives packets of IPv4 this mark,"
                                + " so nothing comes to the service",
                        "ldirectord.cf:7: warning: mark 8: no rule of director.yaml gives packets of IPv6 this mark,"
                                + " so nothing comes to the service"),
                problems("-d 10.0.0.6 -p tcp --dport 81 --set-mark 1"));
    }

    @Test
    void shouldBeContentWithARuleOfTheFamily() {
        assertEquals(
                List.of(), problems("-d 10.0.0.6 -p tcp --dport 81 --set-mark 7", "-d fd00::6 -p tcp --set-mark 8"));
        assertEquals(
                List.of("ldirectord.cf:7: warning: mark 8: no rule of director.yaml gives packets of IPv6 this mark"
                        + " but of the other IP version, so nothing comes to the service"),
                problems("-d 10.0.0.6 -p tcp --set-mark 7", "-d 10.0.0.6 -p tcp --dport 82 --set-mark 8"));
    }
}
