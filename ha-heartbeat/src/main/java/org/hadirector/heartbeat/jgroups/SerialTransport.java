package org.hadirector.heartbeat.jgroups;

import java.net.InetAddress;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.Message;
import org.jgroups.PhysicalAddress;
import org.jgroups.protocols.TP;
import org.jgroups.stack.DiagnosticsHandler;

/**
 * A JGroups transport over a null-modem cable: a broadcast medium with two stations. As on UDP, a message travels as
 * its payload alone, here in one frame, and what comes in is authenticated before it goes up.
 */
final class SerialTransport extends TP {
    private final SerialLine line;
    private final BeatPath path;

    SerialTransport(SerialLine line, BeatPath path, LinkThreads threads) {
        this.line = line;
        this.path = path;
        // TP insists on an address to bind to, though nothing is ever bound
        setBindAddress(InetAddress.getLoopbackAddress());
        setBundlerType("no-bundler");
        setTimeServiceInterval(0);
        setLogicalAddrCacheReaperInterval(0);
        setThreadFactory(threads.factory("serial"));
    }

    @Override
    public void init() throws Exception {
        setMessageProcessingPolicy("all-direct");
        setDiagnosticsHandler(
                new DiagnosticsHandler(getLog(), getSocketFactory(), getThreadFactory()).setEnabled(false));
        super.init();
    }

    @Override
    public boolean supportsMulticasting() {
        return true;
    }

    @Override
    protected PhysicalAddress getPhysicalAddress() {
        return SerialAddress.NEAR;
    }

    @Override
    public void sendUnicast(PhysicalAddress destination, byte[] data, int offset, int length) {
        line.send(data, offset, length);
    }

    @Override
    public void sendToAll(byte[] data, int offset, int length) {
        line.send(data, offset, length);
    }

    @Override
    public Object down(Message message) {
        sendToAll(message.getArray(), message.getOffset(), message.getLength());
        return null;
    }

    /** Hands what is authentic up, on the reading thread. */
    @Override
    public void receive(Address sender, byte[] data, int offset, int length) {
        if (path.authentic(data, offset, length)) {
            passMessageUp(new BytesMessage(null, data, offset, length).setSrc(sender), false, true, false);
        }
    }
}
