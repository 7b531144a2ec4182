package org.hadirector.heartbeat.config;

import java.util.List;

/**
 * Who may ask the daemon without being root ({@code apiauth}).
 *
 * @param client the program's name; {@code anon} is any
 * @param users names or numbers
 * @param groups names or numbers
 * @param line 1-based, 0 for those that need no line
 */
public record ApiRule(String client, List<String> users, List<String> groups, int line) {
    /** What heartbeat allows without a line. */
    static final List<ApiRule> BUILT_IN = List.of(
            new ApiRule("ipfail", List.of("hacluster"), List.of(), 0),
            new ApiRule("ccm", List.of("hacluster"), List.of(), 0),
            new ApiRule("ping", List.of(), List.of("haclient"), 0),
            new ApiRule("cl_status", List.of(), List.of("haclient"), 0),
            new ApiRule("lha-snmpagent", List.of("root"), List.of(), 0),
            new ApiRule("anon", List.of(), List.of("haclient"), 0));

    public ApiRule {
        users = List.copyOf(users);
        groups = List.copyOf(groups);
    }
}
