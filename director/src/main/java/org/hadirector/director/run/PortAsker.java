package org.hadirector.director.run;

import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.hadirector.heartbeat.decide.Sign;
import org.hadirector.heartbeat.tripwire.PortProbe;

/** Asks whether the port of the peer's beats is still open. */
final class PortAsker implements Asker {
    private final PortProbe probe;

    /** @param peer from where the link's last authenticated beat came, null while none did */
    PortAsker(Supplier<InetSocketAddress> peer) {
        this.probe = new PortProbe(peer);
    }

    @Override
    public Sign sign() {
        return Sign.PORT_UNREACHABLE;
    }

    @Override
    public boolean ask(long nowNs) {
        return probe.ask(nowNs);
    }

    @Override
    public void close() {
        probe.close();
    }
}
