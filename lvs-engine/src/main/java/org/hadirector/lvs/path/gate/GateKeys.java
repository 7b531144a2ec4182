package org.hadirector.lvs.path.gate;

import com.sun.jna.Memory;
import java.net.InetAddress;
import org.hadirector.lvs.path.ServiceKey;

/** The map keys of gate.c: {@code struct address} and {@code struct service}. */
final class GateKeys {
    static final int ADDRESS_SIZE = 16;

    /** Which end of a packet a key is about; the ordinal is the program's number for it. */
    enum End {
        /** A virtual service. */
        DESTINATION,
        /** A masqueraded real server. */
        SOURCE
    }

    private GateKeys() {}

    /** 16 octets; IPv4 as ::ffff:a.b.c.d. */
    static Memory address(InetAddress address) {
        Memory key = new Memory(ADDRESS_SIZE);
        write(key, address);
        return key;
    }

    /** Address, port in network order, protocol, end. */
    static Memory service(ServiceKey service, End end, int size) {
        Memory key = new Memory(size);
        key.clear();
        write(key, service.address());
        key.setByte(16, (byte) (service.port() >>> 8));
        key.setByte(17, (byte) service.port());
        key.setByte(18, (byte) service.protocol());
        key.setByte(19, (byte) end.ordinal());
        return key;
    }

    private static void write(Memory key, InetAddress address) {
        byte[] octets = address.getAddress();
        key.clear(ADDRESS_SIZE);
        if (octets.length == 4) {
            key.setByte(10, (byte) 0xff);
            key.setByte(11, (byte) 0xff);
            key.write(12, octets, 0, 4);
        } else {
            key.write(0, octets, 0, ADDRESS_SIZE);
        }
    }
}
