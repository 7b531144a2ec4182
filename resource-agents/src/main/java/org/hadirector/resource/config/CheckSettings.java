package org.hadirector.resource.config;

import java.util.List;

/**
 * How the real servers of a virtual service are checked, all defaults resolved.
 *
 * @param every with {@link CheckType#COMBINED}: connects between two negotiates, at least 1; else 0
 * @param service the protocol of negotiate, one of ldirectord's words such as {@code http}
 * @param command the program of {@link CheckType#EXTERNAL} and its own arguments
 * @param port the port to check, 0 for the real server's own
 * @param checkTimeoutMs time for connect, external and ping, milliseconds
 * @param negotiateTimeoutMs time for negotiate, milliseconds
 * @param intervalMs pause between two checks, milliseconds
 * @param failureCount failures in a row before a server is down, at least 1
 * @param pingCount attempts of a ping check, at least 1
 * @param request what to ask for; {@code /} by default
 * @param receive regular expression to find in the answer, empty for any
 * @param httpMethod {@code GET} or {@code HEAD}
 * @param virtualHost the Host header, empty for the real server's address
 */
public record CheckSettings(
        CheckType type,
        int every,
        String service,
        String command,
        int port,
        long checkTimeoutMs,
        long negotiateTimeoutMs,
        long intervalMs,
        int failureCount,
        int pingCount,
        String request,
        String receive,
        String httpMethod,
        String virtualHost) {
    /** The port that the service usually has, 0 if none is known; for servers of a firewall mark without a port. */
    public int usualPort() {
        return CheckDraft.usualPort(service);
    }

    // What the compiler makes of a record is put together at its first call, in milliseconds (decisions/0011).
    @Override
    public boolean equals(Object other) {
        return other instanceof CheckSettings it && parts().equals(it.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    private List<Object> parts() {
        return List.of(
                type,
                every,
                service,
                command,
                port,
                checkTimeoutMs,
                negotiateTimeoutMs,
                intervalMs,
                failureCount,
                pingCount,
                request,
                receive,
                httpMethod,
                virtualHost);
    }
}
