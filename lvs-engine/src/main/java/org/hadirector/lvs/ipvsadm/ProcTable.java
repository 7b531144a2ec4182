package org.hadirector.lvs.ipvsadm;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import org.hadirector.lvs.engine.LvsControl;
import org.hadirector.lvs.engine.ServerStatus;
import org.hadirector.lvs.engine.ServiceStatus;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.path.ServiceKey;

/**
 * {@code /proc/net/ip_vs} (linux ip_vs_ctl.c, ip_vs_info_seq_show): the table in hexadecimal, services in no particular
 * order, servers newest first. Persistence is shown in jiffies; one is {@value #JIFFIES} to the second here, as with a
 * kernel of HZ 100.
 */
final class ProcTable {
    private static final int JIFFIES = 100;

    private ProcTable() {}

    static String services(LvsControl control) {
        StringBuilder text = new StringBuilder("IP Virtual Server version 1.2.1 (size=4096)\n");
        text.append("Prot LocalAddress:Port Scheduler Flags\n");
        text.append("  -> RemoteAddress:Port Forward Weight ActiveConn InActConn\n");
        for (ServiceStatus status : control.services()) {
            service(status.service(), text);
            for (ServerStatus server : status.servers()) {
                server(server, text);
            }
        }
        return text.toString();
    }

    private static void service(VirtualService service, StringBuilder text) {
        ServiceKey key = service.key();
        String once = service.onePacket() ? "ops " : "";
        if (key.isMark()) {
            text.append(String.format(Locale.ROOT, "FWM  %08X %s %s", key.mark(), service.scheduler(), once));
        } else {
            text.append(Names.protocol(key.protocol())).append("  ");
            text.append(address(key.address()));
            text.append(String.format(Locale.ROOT, ":%04X %s ", key.port(), service.scheduler()));
            // The kernel has forgotten the flag in its line for IPv6.
            text.append(key.isIpv6() ? "" : once + " ");
        }
        if (service.persistentSeconds() > 0) {
            int mask = key.isIpv6() ? Integer.reverseBytes(service.netmask()) : service.netmask();
            long jiffies = (long) service.persistentSeconds() * JIFFIES;
            text.append(String.format(Locale.ROOT, "persistent %d %08X", jiffies, mask));
        }
        text.append('\n');
    }

    private static void server(ServerStatus status, StringBuilder text) {
        text.append("  -> ").append(address(status.server().address()));
        text.append(String.format(
                Locale.ROOT,
                ":%04X      %-7s %-6d %-10d %-10d\n",
                status.server().port(),
                status.server().method().listing(),
                status.server().weight(),
                status.active(),
                status.inactive()));
    }

    /** As %08X, or eight groups of four digits in brackets. */
    static String address(InetAddress address) {
        return address instanceof Inet6Address ? "[" + plain(address) + "]" : plain(address);
    }

    /** The same without brackets. */
    static String plain(InetAddress address) {
        StringBuilder text = new StringBuilder();
        plain(text, address instanceof Inet6Address, Addresses.high(address), Addresses.low(address));
        return text.toString();
    }

    /** Appends an address in two halves likewise. */
    static void plain(StringBuilder text, long high, long low) {
        plain(text, !Addresses.isIpv4(high, low), high, low);
    }

    private static void plain(StringBuilder text, boolean isIpv6, long high, long low) {
        if (!isIpv6) {
            Columns.hex(text, (int) low, 8, Columns.UPPER);
            return;
        }
        for (int shift = 48; shift >= 0; shift -= Short.SIZE) {
            Columns.hex(text, (int) (high >>> shift) & 0xffff, 4, Columns.LOWER);
            text.append(':');
        }
        for (int shift = 48; shift >= 0; shift -= Short.SIZE) {
            Columns.hex(text, (int) (low >>> shift) & 0xffff, 4, Columns.LOWER);
            text.append(shift == 0 ? "" : ":");
        }
    }
}
