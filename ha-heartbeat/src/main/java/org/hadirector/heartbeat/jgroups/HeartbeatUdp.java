package org.hadirector.heartbeat.jgroups;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.hadirector.heartbeat.link.StatusCodec;
import org.hadirector.heartbeat.tripwire.PortProbe;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.Message;
import org.jgroups.protocols.UDP;
import org.jgroups.stack.DiagnosticsHandler;
import org.jgroups.stack.IpAddress;

/**
 * JGroups' UDP reduced to what a beat needs. A message goes out as its payload alone, in one datagram on the caller's
 * thread, to the one destination of the medium; what comes in is authenticated before JGroups sees it, and then goes up
 * as a message on the receiving thread. No bundler, no pool, no timer task, no diagnostics, no JGroups header: another
 * version of JGroups on the other node does not matter.
 */
final class HeartbeatUdp extends UDP {
    private static final int BUFFER_BYTES = 200_000;
    /** IPTOS_LOWDELAY, as heartbeat marks its datagrams. */
    private static final int LOW_DELAY = 0x10;

    private static final long AFTER_ERROR_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final UdpPlan plan;
    private final BeatPath path;
    private final Runnable onRound;
    private volatile DatagramSocket broadcastSocket;

    HeartbeatUdp(UdpPlan plan, BeatPath path, LinkThreads threads) {
        this.plan = plan;
        this.path = path;
        this.onRound = threads.onRound();
        setBindAddress(plan.bindAddress());
        setMulticasting(plan.mode() == UdpPlan.Mode.MCAST);
        setBundlerType("no-bundler");
        setTimeServiceInterval(0);
        setLogicalAddrCacheReaperInterval(0);
        setThreadFactory(threads.factory(plan.interfaceName()));
    }

    @Override
    public void init() throws Exception {
        setMessageProcessingPolicy("all-direct");
        setDiagnosticsHandler(
                new DiagnosticsHandler(getLog(), getSocketFactory(), getThreadFactory()).setEnabled(false));
        super.init();
    }

    /** Sends the payload as it is. */
    @Override
    public Object down(Message message) {
        try {
            _send(plan.destination(), plan.port(), message.getArray(), message.getOffset(), message.getLength());
            path.sent(message.getLength() + plan.headerBytes());
        } catch (Exception e) {
            path.sendFailed(e);
        }
        return null;
    }

    /** Hands what is authentic up, on the receiving thread. A question whether the port is open is none. */
    @Override
    public void receive(Address sender, byte[] data, int offset, int length) {
        onRound.run();
        if (length > PortProbe.QUESTION_BYTES && path.authentic(data, offset, length)) {
            passMessageUp(new BytesMessage(null, data, offset, length).setSrc(sender), false, true, false);
        }
    }

    /** Beats carry their own version; JGroups' does not matter. */
    @Override
    protected boolean versionMatch(short version, Address sender) {
        return true;
    }

    /**
     * Opens the sockets. Not left to UDP: that looks addresses up in a list made at the start of the JVM, and an
     * interface may come later.
     */
    @Override
    protected void createSockets() throws IOException {
        NetworkInterface device = NetworkInterface.getByName(plan.interfaceName());
        if (device == null) {
            throw new IOException("no interface " + plan.interfaceName());
        }
        int port = plan.mode() == UdpPlan.Mode.UCAST ? plan.port() : 0;
        sock = getSocketFactory().createMulticastSocket("heartbeat.sock", null);
        sock.setReuseAddress(false);
        sock.setTrafficClass(LOW_DELAY);
        bind(sock, plan.bindAddress(), port);
        if (plan.mode() == UdpPlan.Mode.MCAST) {
            sock.setNetworkInterface(device);
            sock.setTimeToLive(plan.ttl());
            sock.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, plan.loop());
            mcast_sock = getSocketFactory().createMulticastSocket("heartbeat.mcast", null);
            mcast_sock.setReuseAddress(true);
            bind(mcast_sock, plan.destination(), plan.port());
            mcast_sock.joinGroup(new InetSocketAddress(plan.destination(), plan.port()), device);
        } else if (plan.mode() == UdpPlan.Mode.BCAST) {
            // a socket bound to the interface's address never sees broadcasts; one bound to theirs sees nothing else
            broadcastSocket = getSocketFactory().createDatagramSocket("heartbeat.bcast", null);
            broadcastSocket.setReuseAddress(true);
            bind(broadcastSocket, plan.destination(), plan.port());
        }
    }

    private static void bind(DatagramSocket socket, InetAddress address, int port) throws IOException {
        socket.setReceiveBufferSize(BUFFER_BYTES);
        socket.setSendBufferSize(BUFFER_BYTES);
        try {
            socket.bind(new InetSocketAddress(address, port));
        } catch (IOException e) {
            throw new IOException(
                    "cannot bind to " + address.getHostAddress() + " port " + port + ": " + e.getMessage(), e);
        }
    }

    @Override
    protected void startThreads() throws Exception {
        super.startThreads();
        DatagramSocket socket = broadcastSocket;
        if (socket != null) {
            getThreadFactory()
                    .newThread(() -> receiveBroadcasts(socket), "bcast-receiver")
                    .start();
        }
    }

    private void receiveBroadcasts(DatagramSocket socket) {
        byte[] buffer = new byte[StatusCodec.MAX_BYTES + 1];
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        while (!socket.isClosed()) {
            try {
                packet.setLength(buffer.length);
                socket.receive(packet);
                InetAddress sender = packet.getAddress();
                receive(new IpAddress(sender, packet.getPort()), buffer, packet.getOffset(), packet.getLength());
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    log.error("cannot receive broadcasts", e);
                    LockSupport.parkNanos(this, AFTER_ERROR_NS);
                }
            }
        }
    }

    /**
     * Closes all, also those of an interface that is gone; UDP would leave a group first, and give up when it cannot.
     */
    @Override
    protected void destroySockets() {
        for (DatagramSocket socket : new DatagramSocket[] {broadcastSocket, mcast_sock, sock}) {
            if (socket != null) {
                getSocketFactory().close(socket);
            }
        }
    }
}
