package org.hadirector.lvs.engine;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hadirector.lvs.forward.Drop;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.setting.Settings;

/** The service table with what listings show and what else ipvsadm may do. Any thread may call. */
public interface LvsControl extends LvsAdmin {
    /** Every service in the kernel's order, which another start changes; servers newest first. */
    List<ServiceStatus> services();

    /**
     * Tells a page of the connections, read while they change: one that exists during the whole listing is listed.
     *
     * @param cursor 0, then what the page before returned
     * @param limit most connections on the page
     * @param reader is told one after another; what it is given is its own until it returns
     * @return the cursor of the next page, or -1 if this was the last
     */
    int connections(int cursor, int limit, Consumer<ConnectionStatus> reader);

    /** Timeouts in seconds. */
    Timeouts timeouts();

    /** Sets the timeouts that are positive. */
    void setTimeouts(Timeouts timeouts) throws LvsException;

    /** How full the connection table is, and what was done about it. */
    DefenceStatus defence();

    /** The {@code net.ipv4.vs} settings, to be read and set; a value set counts from the next packets on. */
    Settings settings();

    /** Lets the counters of a service and its servers start anew. */
    void zero(ServiceKey key) throws LvsException;

    /** Lets all counters start anew. */
    void zero() throws LvsException;

    /** What passed through all services, those deleted since included. */
    Traffic total();

    /** The rules that give packets a firewall mark. */
    MarkRules marks();

    /** Packets dropped since the start, by reason. */
    Map<Drop, Long> drops();

    /** Live connections, templates included. */
    int connectionCount();

    /** The three timeouts of {@code ipvsadm --set}, seconds. */
    record Timeouts(int tcp, int tcpFin, int udp) {}
}
