package org.hadirector.lvs.golden;

import java.nio.ByteBuffer;
import java.util.List;
import org.hadirector.lvs.path.ServiceKey;

/**
 * Services whose order in a listing is nobody's: ipvsadm compares by the sign of 32-bit differences, so that three may
 * follow each other in a circle, or two be as far from each other either way. What comes out then is up to the hash
 * order of the recording kernel, which depends on an address in its memory (ip_vs_svc_hashkey).
 */
final class ServiceCycles {
    private ServiceCycles() {}

    static boolean among(List<ServiceKey> services) {
        for (ServiceKey a : services) {
            for (ServiceKey b : services) {
                int there = difference(a, b);
                if (there == Integer.MIN_VALUE) {
                    return true;
                }
                if (there < 0 && services.stream().anyMatch(c -> difference(b, c) < 0 && difference(a, c) > 0)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static int difference(ServiceKey a, ServiceKey b) {
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
        ByteBuffer left = ByteBuffer.wrap(a.address().getAddress());
        ByteBuffer right = ByteBuffer.wrap(b.address().getAddress());
        int byAddress = 0;
        while (byAddress == 0 && left.hasRemaining()) {
            byAddress = left.getInt() - right.getInt();
        }
        return byAddress != 0 ? byAddress : a.port() - b.port();
    }
}
