package org.hadirector.resource.check;

import java.io.IOException;
import java.net.InetAddress;

/** Up when the address answers an ICMP echo request. Without root Java asks TCP port 7 instead; a refusal counts. */
public final class PingChecker implements Checker {
    private final InetAddress server;
    private final int attempts;
    private final int timeoutMs;

    /** @param timeoutMs of each attempt */
    public PingChecker(InetAddress server, int attempts, int timeoutMs) {
        this.server = server;
        this.attempts = attempts;
        this.timeoutMs = timeoutMs;
    }

    @Override
    public CheckResult check() {
        try {
            for (int i = 0; i < attempts; i++) {
                if (server.isReachable(timeoutMs)) {
                    return CheckResult.UP;
                }
            }
            return CheckResult.down("ping: no answer");
        } catch (IOException e) {
            return CheckResult.down("ping: " + e.getMessage());
        }
    }
}
