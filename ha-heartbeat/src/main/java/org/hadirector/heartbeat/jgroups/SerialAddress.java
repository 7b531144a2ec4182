package org.hadirector.heartbeat.jgroups;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.net.InetAddress;
import org.jgroups.Address;
import org.jgroups.PhysicalAddress;

/** An end of a serial line as JGroups wants to see it. It never travels: beats carry no JGroups header. */
public final class SerialAddress implements PhysicalAddress {
    /** This end. */
    static final SerialAddress NEAR = new SerialAddress((byte) 0);
    /** The other end. */
    static final SerialAddress FAR = new SerialAddress((byte) 1);

    private byte end;

    /** For JGroups, which reads addresses into empty ones. */
    public SerialAddress() {}

    private SerialAddress(byte end) {
        this.end = end;
    }

    @Override
    public InetAddress getIpAddress() {
        return null;
    }

    @Override
    public int getPort() {
        return 0;
    }

    @Override
    public String printIpAddress() {
        return toString();
    }

    @Override
    public int serializedSize() {
        return 1;
    }

    @Override
    public void writeTo(DataOutput out) throws IOException {
        out.writeByte(end);
    }

    @Override
    public void readFrom(DataInput in) throws IOException {
        end = in.readByte();
    }

    @Override
    public int compareTo(Address other) {
        return other instanceof SerialAddress serial ? Byte.compare(end, serial.end) : 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SerialAddress serial && serial.end == end;
    }

    @Override
    public int hashCode() {
        return end;
    }

    @Override
    public String toString() {
        return end == 0 ? "serial:near" : "serial:far";
    }
}
