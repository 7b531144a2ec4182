package org.hadirector.director.config;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.lvs.mark.MarkRule;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.resource.config.LdirectordConfig;
import org.hadirector.resource.config.ResourceConfig;
import org.hadirector.resource.config.VirtualBlock;

/**
 * Services of firewall marks that no packet has: the engine takes packets up before netfilter has seen them, and asks
 * its own rules ({@code marks:} of director.yaml) for their marks. Advice of {@code director check}, since rules can be
 * added later. Pure.
 */
final class MarkedServices {
    private final List<MarkRule> rules;

    /** @param rules those of director.yaml */
    MarkedServices(List<MarkRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** The problems of all files, a line for each service that nothing comes to. */
    List<ConfigProblem> problems(ResourceConfig resources) {
        List<ConfigProblem> problems = new ArrayList<>();
        for (LdirectordConfig config : resources.ldirectord().values()) {
            for (VirtualBlock block : config.virtuals()) {
                ServiceKey key = block.service().key();
                if (key.isMark() && !isGiven(key.mark(), key.isIpv6())) {
                    problems.add(problem(config.file(), block));
                }
            }
        }
        return problems;
    }

    private boolean isGiven(int mark, boolean ipv6) {
        return rules.stream().anyMatch(rule -> rule.mark() == mark && rule.isIpv6() == ipv6);
    }

    private ConfigProblem problem(String file, VirtualBlock block) {
        ServiceKey key = block.service().key();
        String ofOtherFamily = isGiven(key.mark(), !key.isIpv6()) ? " but of the other IP version" : "";
        return new ConfigProblem(
                file,
                block.line(),
                Severity.WARNING,
                "mark " + block.id() + ": no rule of director.yaml gives packets of IPv" + (key.isIpv6() ? 6 : 4)
                        + " this mark" + ofOtherFamily + ", so nothing comes to the service;"
                        + " marks of iptables and nft come too late for the engine",
                "marks: in director.yaml, a rule such as - -d ADDRESS -p tcp --dport PORT --set-mark " + block.id()
                        + "; or after each start: iptables-save -t mangle | director lvs mark restore");
    }
}
