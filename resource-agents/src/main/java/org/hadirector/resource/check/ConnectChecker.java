package org.hadirector.resource.check;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Up when a TCP connection can be made. */
public final class ConnectChecker implements Checker {
    private final InetSocketAddress server;
    private final int timeoutMs;

    public ConnectChecker(InetSocketAddress server, int timeoutMs) {
        this.server = server;
        this.timeoutMs = timeoutMs;
    }

    @Override
    public CheckResult check() {
        try (Socket socket = new Socket()) {
            socket.connect(server, timeoutMs);
            return CheckResult.UP;
        } catch (IOException e) {
            return CheckResult.down("connect: " + e.getMessage());
        }
    }
}
