package org.hadirector.lvs.protocol;

/** The three timeouts that an administrator may set, in seconds; any thread. */
public final class StateTimeouts {
    private volatile int tcpSeconds = 900;
    private volatile int tcpFinSeconds = 120;
    private volatile int udpSeconds = 300;

    /** Sets those that are positive. */
    public void set(int tcp, int tcpFin, int udp) {
        tcpSeconds = tcp > 0 ? tcp : tcpSeconds;
        tcpFinSeconds = tcpFin > 0 ? tcpFin : tcpFinSeconds;
        udpSeconds = udp > 0 ? udp : udpSeconds;
    }

    public int tcpSeconds() {
        return tcpSeconds;
    }

    public int tcpFinSeconds() {
        return tcpFinSeconds;
    }

    public int udpSeconds() {
        return udpSeconds;
    }
}
