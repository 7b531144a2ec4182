package org.hadirector.heartbeat.jgroups;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.hadirector.heartbeat.link.StatusCodec;
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
    /** JGroups warns below the size of the largest datagram. */
    private static final int BUFFER_BYTES = 200_000;
    /** IPTOS_LOWDELAY, as heartbeat marks its datagrams. */
    private static final int LOW_DELAY = 0x10;

    private final UdpPlan plan;
    private final BeatPath path;
    private volatile DatagramSocket broadcastSocket;

    HeartbeatUdp(UdpPlan plan, BeatPath path, LinkThreads threads) {
        this.plan = plan;
        this.path = path;
        setBindAddress(plan.bindAddress());
        setBindPort(plan.mode() == UdpPlan.Mode.UCAST ? plan.port() : 0);
        setPortRange(0);
        boolean multicast = plan.mode() == UdpPlan.Mode.MCAST;
        setMulticasting(multicast);
        if (multicast) {
            setMulticastAddress(plan.destination());
            setMulticastPort(plan.port());
            setMulticastTTL(plan.ttl());
            disableLoopback(!plan.loop());
        }
        setTos(LOW_DELAY);
        setBundlerType("no-bundler");
        setTimeServiceInterval(0);
        setLogicalAddrCacheReaperInterval(0);
        setMcastRecvBufSize(BUFFER_BYTES);
        setMcastSendBufSize(BUFFER_BYTES);
        setUcastRecvBufSize(BUFFER_BYTES);
        setUcastSendBufSize(BUFFER_BYTES);
        setThreadFactory(threads.factory(plan.interfaceName()));
        setLevel("error");
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
            path.sent();
        } catch (Exception e) {
            path.sendFailed(e);
        }
        return null;
    }

    /** Hands what is authentic up, on the receiving thread. */
    @Override
    public void receive(Address sender, byte[] data, int offset, int length) {
        if (path.authentic(data, offset, length)) {
            passMessageUp(new BytesMessage(null, data, offset, length).setSrc(sender), false, true, false);
        }
    }

    /** Beats carry their own version; JGroups' does not matter. */
    @Override
    protected boolean versionMatch(short version, Address sender) {
        return true;
    }

    @Override
    public void start() throws Exception {
        super.start();
        if (plan.mode() == UdpPlan.Mode.BCAST) {
            // UDP's own socket is bound to the interface's address and never sees broadcasts
            DatagramSocket socket = new DatagramSocket(null);
            try {
                socket.setReuseAddress(true);
                socket.setReceiveBufferSize(BUFFER_BYTES);
                socket.bind(new InetSocketAddress(plan.destination(), plan.port()));
            } catch (IOException e) {
                socket.close();
                throw e;
            }
            broadcastSocket = socket;
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
                }
            }
        }
    }

    @Override
    protected void destroySockets() {
        DatagramSocket socket = broadcastSocket;
        if (socket != null) {
            socket.close();
        }
        super.destroySockets();
    }
}
