package org.hadirector.resource.config;

/** How a real server is checked: ldirectord's {@code checktype}. */
public enum CheckType {
    /** A TCP connection can be made. */
    CONNECT,
    /** A request is answered as the service's protocol and {@code receive} demand. */
    NEGOTIATE,
    /** {@code checktype=N}: N connects, then one negotiate; the first is a negotiate. */
    COMBINED,
    /** ICMP echo. */
    PING,
    /** A program's exit status. */
    EXTERNAL,
    /** Always up. */
    ON,
    /** Never up. */
    OFF;

    /** Whether there is nothing to check without a port. */
    public boolean needsPort() {
        return this == CONNECT || this == NEGOTIATE || this == COMBINED;
    }
}
