package org.hadirector.lvs.engine;

import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.packet.PacketView;

/**
 * The services by protocol, address and port, and by firewall mark: open addressing over an array that is rebuilt when
 * services come or go. Belongs to the packet thread; lookups do not allocate.
 */
final class ServiceIndex {
    private static final int FTP = 21;
    private static final int FTP_DATA = 20;
    private static final int FIRST_HIGH_PORT = 1024;

    private ServiceEntry[] slots = new ServiceEntry[16];
    private int size;
    private int ofIpv6;
    private int marks;
    private int ftp;

    int size() {
        return size;
    }

    /** How many services of one family there are. */
    int size(boolean ipv6) {
        return ipv6 ? ofIpv6 : size - ofIpv6;
    }

    void add(ServiceEntry service) {
        if (2 * (size + 1) > slots.length) {
            rebuild(2 * slots.length, null);
        }
        place(slots, service);
        size++;
        ofIpv6 += service.key().isIpv6() ? 1 : 0;
        marks += service.key().isMark() ? 1 : 0;
        ftp += isFtp(service) ? 1 : 0;
    }

    void remove(ServiceEntry service) {
        rebuild(slots.length, service);
        size--;
        ofIpv6 -= service.key().isIpv6() ? 1 : 0;
        marks -= service.key().isMark() ? 1 : 0;
        ftp -= isFtp(service) ? 1 : 0;
    }

    /** The service of a packet: by its mark if any, by its exact port, as FTP data, else by all ports. */
    ServiceEntry find(ConnectionKey packet, int mark, boolean ipv6) {
        if (mark != 0 && marks > 0) {
            long high = ipv6 ? 0 : Addresses.IPV4_HIGH;
            long low = ipv6 ? Integer.toUnsignedLong(mark) : Addresses.ofIpv4(mark);
            ServiceEntry byMark = find(0, high, low, 0);
            if (byMark != null) {
                return byMark;
            }
        }
        ServiceEntry exact = find(packet.protocol(), packet.virtualHigh(), packet.virtualLow(), packet.virtualPort());
        if (exact == null && ftp > 0) {
            exact = ftpData(packet);
        }
        return exact != null ? exact : find(packet.protocol(), packet.virtualHigh(), packet.virtualLow(), 0);
    }

    /**
     * FTP's data connections use port 20 or high ports and go where persistence sends the client. Without persistence
     * they are still not for the service of all ports, but for nobody.
     */
    private ServiceEntry ftpData(ConnectionKey packet) {
        int port = packet.virtualPort();
        if (packet.protocol() != PacketView.TCP || port != FTP_DATA && port < FIRST_HIGH_PORT) {
            return null;
        }
        return find(PacketView.TCP, packet.virtualHigh(), packet.virtualLow(), FTP);
    }

    private static boolean isFtp(ServiceEntry service) {
        return service.key().protocol() == PacketView.TCP && service.key().port() == FTP;
    }

    private ServiceEntry find(int protocol, long high, long low, int port) {
        int mask = slots.length - 1;
        for (int at = hash(protocol, high, low, port) & mask; slots[at] != null; at = at + 1 & mask) {
            ServiceEntry service = slots[at];
            if (service.virtualLow() == low
                    && service.virtualHigh() == high
                    && service.key().port() == port
                    && service.key().protocol() == protocol) {
                return service;
            }
        }
        return null;
    }

    private void rebuild(int capacity, ServiceEntry without) {
        ServiceEntry[] fresh = new ServiceEntry[capacity];
        for (ServiceEntry service : slots) {
            if (service != null && service != without) {
                place(fresh, service);
            }
        }
        slots = fresh;
    }

    private static void place(ServiceEntry[] into, ServiceEntry service) {
        int mask = into.length - 1;
        int at = hash(
                        service.key().protocol(),
                        service.virtualHigh(),
                        service.virtualLow(),
                        service.key().port())
                & mask;
        while (into[at] != null) {
            at = at + 1 & mask;
        }
        into[at] = service;
    }

    private static int hash(int protocol, long high, long low, int port) {
        long mixed = (high * 31 + low) * 31 + (port << 8 | protocol);
        mixed *= 0x9e37_79b9_7f4a_7c15L;
        return (int) (mixed >>> 40);
    }
}
