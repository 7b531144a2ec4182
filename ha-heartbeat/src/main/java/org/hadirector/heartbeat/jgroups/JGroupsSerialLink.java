package org.hadirector.heartbeat.jgroups;

import java.io.IOException;
import java.util.function.Consumer;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.heartbeat.link.BeatCounters;
import org.hadirector.heartbeat.link.BeatGuard;

/** A heartbeat link over a serial line; the line heals itself, the channel above it stays. */
final class JGroupsSerialLink extends JGroupsLink implements SerialLine.Events {
    private final Medium.Serial medium;
    private final LinkThreads threads;
    private final SerialLine line;
    private volatile Consumer<Boolean> hangUp = now -> {};
    private SerialTransport transport;
    private volatile String toldOthers = "";

    JGroupsSerialLink(String name, Medium.Serial medium, BeatGuard guard, BeatCounters counters, LinkThreads threads) {
        super(name, guard, counters);
        this.medium = medium;
        this.threads = threads;
        this.line = new SerialLine(medium.device(), medium.baud(), threads, this);
    }

    @Override
    void start() throws IOException {
        transport = new SerialTransport(line, this, threads);
        connect(transport);
        try {
            line.start();
        } catch (IOException e) {
            fault(e.getMessage());
            throw e;
        }
    }

    @Override
    public void received(byte[] data, int offset, int length) {
        transport.receive(SerialAddress.FAR, data, offset, length);
    }

    @Override
    public void damaged() {
        counters.countMalformed();
    }

    @Override
    public void notSent(String why) {
        counters.countSendFailure();
        log.debug("heartbeat link {}: {}", name(), why);
    }

    @Override
    public void onHangUp(Consumer<Boolean> listener) {
        hangUp = listener;
    }

    @Override
    public void hungUp(boolean now) {
        hangUp.accept(now);
    }

    @Override
    public void opened(boolean again) {
        if (again) {
            counters.countReopened();
        } else {
            fault(null);
            log.info("glib: Starting serial heartbeat on tty {} ({} baud)", medium.device(), medium.baud());
        }
    }

    /** Only a beat that left proves that a reopened line works. */
    @Override
    public void sent(int bytes) {
        super.sent(bytes);
        if (fault() != null) {
            fault(null);
        }
    }

    @Override
    public void shared(String others) {
        if (!others.isEmpty() && !others.equals(toldOthers)) {
            log.warn("heartbeat link {}: in use by {} too: it takes beats away or keeps the line shut", name(), others);
        }
        toldOthers = others;
    }

    @Override
    public void lost(String why) {
        fault(toldOthers.isEmpty() ? why : why + " (in use by " + toldOthers + ")");
    }

    @Override
    public void close() {
        line.stop();
        disconnect();
        fault(null);
    }
}
