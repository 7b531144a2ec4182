package org.hadirector.heartbeat.jgroups;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ArrayBlockingQueue;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.hadirector.heartbeat.config.Authkeys;
import org.hadirector.heartbeat.link.BeatCounters;
import org.hadirector.heartbeat.link.BeatGuard;
import org.hadirector.heartbeat.link.HeartbeatLink;
import org.hadirector.heartbeat.link.LinkCounters;
import org.hadirector.heartbeat.link.StatusMessage;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.protocols.TP;
import org.jgroups.stack.IpAddress;

/** What the links have in common: the channel, the door ({@link BeatGuard}) and the box of accepted beats. */
abstract class JGroupsLink implements HeartbeatLink, BeatPath, Receiver {
    /** On no wire, and any name will do: beats leave without JGroups' header. */
    private static final String CLUSTER = "h";
    /** Beats not polled yet; when the owner oversleeps, the newest are kept. */
    private static final int BOX_SIZE = 64;

    private static final String NOT_OPEN = "not open yet";

    protected final Logger log = LogManager.getLogger(getClass());
    protected final BeatCounters counters;

    private final String name;
    private final BeatGuard guard;
    private final Object door = new Object();
    private final ArrayBlockingQueue<StatusMessage> box = new ArrayBlockingQueue<>(BOX_SIZE);
    private volatile Runnable wakeUp = () -> {};
    private volatile JChannel channel;
    private volatile InetSocketAddress peerSocket;
    private volatile long peerBootId;
    private volatile String fault = NOT_OPEN;

    JGroupsLink(String name, BeatGuard guard, BeatCounters counters) {
        this.name = name;
        this.guard = guard;
        this.counters = counters;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final void open(Runnable wake) throws IOException {
        this.wakeUp = wake;
        start();
    }

    /** Opens the medium or throws; in both cases keeps it open from now on. */
    abstract void start() throws IOException;

    @Override
    public final StatusMessage poll() {
        return box.poll();
    }

    @Override
    public final void send(StatusMessage message) {
        byte[] bytes = guard.seal(message);
        JChannel open = channel;
        if (open == null) {
            counters.countSendFailure();
            return;
        }
        try {
            open.send(new BytesMessage(null, bytes)
                    .setFlag(Message.Flag.OOB)
                    .setFlag(Message.TransientFlag.DONT_LOOPBACK));
        } catch (Exception e) {
            // the channel was closed under our hands: the keeper is at work
            sendFailed(e);
        }
    }

    @Override
    public final void rekey(Authkeys keys) {
        synchronized (door) {
            guard.rekey(keys);
        }
    }

    @Override
    public final InetSocketAddress peerSocket() {
        return peerSocket;
    }

    @Override
    public final long peerBootId() {
        return peerBootId;
    }

    @Override
    public final void place(int place) {
        guard.place(place);
    }

    @Override
    public final LinkCounters counters() {
        return counters.snapshot();
    }

    @Override
    public final String fault() {
        return fault;
    }

    /** Remembers the medium's state and logs when it changes. */
    final void fault(String now) {
        String before = fault;
        fault = now;
        if (now != null && !now.equals(before)) {
            log.warn("heartbeat link {}: {}", name, now);
        } else if (now == null && before != null && !before.equals(NOT_OPEN)) {
            log.info("heartbeat link {}: usable again", name);
        }
    }

    /** Connects a channel made of the transport alone. */
    final void connect(TP transport) throws IOException {
        JChannel fresh = null;
        try {
            fresh = new JChannel(transport);
            // else JGroups asks the resolver for our host name
            fresh.setName(name);
            fresh.setReceiver(this);
            fresh.connect(CLUSTER);
            channel = fresh;
        } catch (Exception e) {
            if (fresh != null) {
                fresh.close();
            }
            throw new IOException("heartbeat link " + name + ": " + rootCause(e), e);
        }
    }

    final void disconnect() {
        JChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }

    static String rootCause(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    @Override
    public final boolean authentic(byte[] data, int offset, int length) {
        synchronized (door) {
            return guard.authentic(data, offset, length);
        }
    }

    @Override
    public void sent(int bytes) {
        counters.countSent(bytes);
    }

    @Override
    public void sendFailed(Exception cause) {
        counters.countSendFailure();
        log.debug("heartbeat link {}: {}", name, cause.toString());
    }

    /** An authentic beat from the channel, on the receiving thread. */
    @Override
    public final void receive(Message message) {
        synchronized (door) {
            StatusMessage beat = guard.open(message.getArray(), message.getOffset(), message.getLength());
            if (beat == null) {
                return;
            }
            peerBootId = beat.bootId();
            if (message.getSrc() instanceof IpAddress from) {
                heardFrom(from);
            }
            while (!box.offer(beat)) {
                box.poll();
            }
        }
        wakeUp.run();
    }

    /** Nothing is made for a beat that came from where the one before came. */
    private void heardFrom(IpAddress from) {
        InetSocketAddress known = peerSocket;
        boolean same = known != null
                && known.getPort() == from.getPort()
                && known.getAddress().equals(from.getIpAddress());
        if (!same) {
            peerSocket = new InetSocketAddress(from.getIpAddress(), from.getPort());
        }
    }
}
