package org.hadirector.lvs.ipvsadm;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hadirector.lvs.engine.ServerStatus;
import org.hadirector.lvs.engine.ServiceStatus;
import org.hadirector.lvs.path.ServiceKey;

/**
 * The order of listings. ipvsadm compares addresses and marks by the sign of a 32-bit difference, which is no order
 * when two differ by 2^31 or more; such lists come out as its merge sort leaves them, so it is done the same way here.
 */
final class Order {
    private Order() {}

    static List<ServiceStatus> services(List<ServiceStatus> unsorted) {
        return sort(unsorted, (a, b) -> compare(a.service().key(), b.service().key()));
    }

    static List<ServerStatus> servers(List<ServerStatus> unsorted) {
        return sort(unsorted, (a, b) -> {
            int byAddress = compare(a.server().address(), b.server().address());
            return byAddress != 0 ? byAddress : a.server().port() - b.server().port();
        });
    }

    private static int compare(ServiceKey a, ServiceKey b) {
        int byMark = (a.isMark() ? a.mark() : 0) - (b.isMark() ? b.mark() : 0);
        if (byMark != 0) {
            return byMark;
        }
        if (a.isIpv6() != b.isIpv6()) {
            return a.isIpv6() ? 1 : -1;
        }
        if (a.protocol() != b.protocol()) {
            return a.protocol() - b.protocol();
        }
        int byAddress = compare(a.address(), b.address());
        return byAddress != 0 ? byAddress : a.port() - b.port();
    }

    private static int compare(InetAddress a, InetAddress b) {
        ByteBuffer left = ByteBuffer.wrap(a.getAddress());
        // Servers of both families: the first one's says how many words are compared, IPv4 is filled up with zeros.
        ByteBuffer right = ByteBuffer.allocate(16).put(b.getAddress()).rewind();
        int difference = 0;
        while (difference == 0 && left.hasRemaining()) {
            difference = left.getInt() - right.getInt();
        }
        return difference;
    }

    private static <T> List<T> sort(List<T> items, Comparator<T> order) {
        if (items.size() <= 1) {
            return items;
        }
        int half = items.size() / 2;
        List<T> left = sort(items.subList(0, half), order);
        List<T> right = sort(items.subList(half, items.size()), order);
        List<T> merged = new ArrayList<>(items.size());
        int l = 0;
        int r = 0;
        while (l < left.size() && r < right.size()) {
            merged.add(order.compare(left.get(l), right.get(r)) <= 0 ? left.get(l++) : right.get(r++));
        }
        merged.addAll(left.subList(l, left.size()));
        merged.addAll(right.subList(r, right.size()));
        return merged;
    }
}
