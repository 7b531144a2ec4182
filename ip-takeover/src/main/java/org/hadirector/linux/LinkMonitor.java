package org.hadirector.linux;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Watches the carrier of some devices: the cable, not merely the administrator's switch. The state is known as soon as
 * the monitor is open; changes come with {@link #poll}. A device that does not exist has no carrier, and may come
 * later. One thread owns the object. See netlink(7), group RTMGRP_LINK.
 */
public final class LinkMonitor implements AutoCloseable {
    private final NetlinkSocket news;
    private final NetlinkInterfaces interfaces;
    private final Map<String, Boolean> carrier = new TreeMap<>();
    private final Map<Integer, String> names = new TreeMap<>();

    private LinkMonitor(NetlinkSocket news, NetlinkInterfaces interfaces, Set<String> devices) {
        this.news = news;
        this.interfaces = interfaces;
        devices.forEach(device -> carrier.put(device, false));
    }

    /** Opens the monitor in the namespace of the calling thread and reads the present state of the devices. */
    public static LinkMonitor open(Set<String> devices) throws LinuxException {
        NetlinkSocket news = NetlinkSocket.open(NetlinkSocket.GROUP_LINK);
        NetlinkInterfaces interfaces = null;
        try {
            interfaces = NetlinkInterfaces.open();
            LinkMonitor monitor = new LinkMonitor(news, interfaces, devices);
            monitor.readAll((device, up) -> {});
            return monitor;
        } catch (LinuxException e) {
            news.close();
            if (interfaces != null) {
                interfaces.close();
            }
            throw e;
        }
    }

    /**
     * Whether the device has a living cable, as far as polled.
     *
     * @throws IllegalArgumentException for a device that is not watched
     */
    public boolean carrier(String device) {
        Boolean up = carrier.get(device);
        if (up == null) {
            throw new IllegalArgumentException(device + " is not among the watched devices " + carrier.keySet());
        }
        return up;
    }

    /** Tells the listener what has changed since the last call; never waits. Returns the number of changes. */
    public int poll(Listener listener) throws LinuxException {
        int[] changes = {0};
        Listener counting = (device, up) -> {
            changes[0]++;
            listener.carrierChanged(device, up);
        };
        try {
            news.poll(reply -> LinkNews.parse(reply).ifPresent(link -> apply(link, counting)));
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOBUFS) {
                throw e;
            }
            readAll(counting); // the kernel had to drop news: ask for everything anew
        }
        return changes[0];
    }

    /** The descriptor that becomes readable with news, for poll(2) by the owner. */
    public int fd() {
        return news.fd();
    }

    @Override
    public void close() {
        news.close();
        interfaces.close();
    }

    private void readAll(Listener listener) throws LinuxException {
        Set<String> missing = new TreeSet<>(carrier.keySet());
        names.clear();
        for (NetworkDevice device : interfaces.all()) {
            apply(new LinkNews(device, false), listener);
            missing.remove(device.name());
        }
        missing.forEach(device -> set(device, false, listener));
    }

    private void apply(LinkNews link, Listener listener) {
        NetworkDevice device = link.device();
        String before = link.gone() ? names.remove(device.index()) : names.put(device.index(), device.name());
        if (before != null && !before.equals(device.name())) {
            set(before, false, listener); // renamed away
        }
        set(device.name(), !link.gone() && device.carrier(), listener);
    }

    private void set(String device, boolean up, Listener listener) {
        Boolean before = carrier.get(device);
        if (before != null && before != up) {
            carrier.put(device, up);
            listener.carrierChanged(device, up);
        }
    }

    /** Receives changes of carrier. */
    public interface Listener {
        void carrierChanged(String device, boolean up);
    }
}
