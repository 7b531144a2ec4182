package org.hadirector.takeover;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import org.hadirector.linux.DeviceAddress;
import org.hadirector.linux.NetworkDevice;

/** What a real server for direct routing must look like, one condition at a time. Pure. */
public final class RealServerCheck {
    private RealServerCheck() {}

    /** Whether a value of arp_ignore or arp_announce keeps the VIP on loopback quiet (ip-sysctl). */
    static boolean closesLeak(String name, int value) {
        if (name.equals(RealServerSetup.ARP_IGNORE)) {
            return value == 1 || value == 2; // 3 still answers for lo, 8 answers for nothing at all
        }
        return value == 2;
    }

    /** @param held the VIP's addresses on loopback */
    static Condition address(InetAddress vip, List<DeviceAddress> held) {
        int bits = vip instanceof Inet4Address ? Integer.SIZE : 128;
        String wish = vip.getHostAddress() + "/" + bits + " on lo";
        if (held.isEmpty()) {
            return new Condition(wish, false, "missing", "director realserver start " + vip.getHostAddress());
        }
        for (DeviceAddress each : held) {
            if (each.prefixLength() != bits) {
                return new Condition(
                        wish,
                        false,
                        "/" + each.prefixLength() + ": the whole subnet is taken for local, answers never leave",
                        "ip addr del " + vip.getHostAddress() + "/" + each.prefixLength() + " dev lo");
            }
        }
        return new Condition(wish, true, "label " + held.get(0).label(), "");
    }

    /** The VIP on an interface of the LAN would be answered for there. */
    static Condition notOn(InetAddress vip, List<NetworkDevice> devices) {
        String wish = vip.getHostAddress() + " on no LAN interface";
        for (NetworkDevice device : devices) {
            for (DeviceAddress held : device.addresses()) {
                if (!device.loopback() && held.address().equals(vip)) {
                    return new Condition(
                            wish,
                            false,
                            "on " + device.name(),
                            "ip addr del " + vip.getHostAddress() + "/" + held.prefixLength() + " dev "
                                    + device.name());
                }
            }
        }
        return new Condition(wish, true, "", "");
    }

    /** @param value the greater of all and the device's */
    static Condition sysctl(String device, String name, int value) {
        String wanted = name.equals(RealServerSetup.ARP_IGNORE) ? "1" : "2";
        return new Condition(
                name + " " + wanted + " in effect on " + device,
                closesLeak(name, value),
                String.valueOf(value),
                closesLeak(name, value) ? "" : "sysctl -w net.ipv4.conf.all." + name + "=" + wanted);
    }

    /**
     * One condition.
     *
     * @param what must hold
     * @param found what is there, may be empty
     * @param remedy what to do; empty when it is ok
     */
    public record Condition(String what, boolean ok, String found, String remedy) {}
}
