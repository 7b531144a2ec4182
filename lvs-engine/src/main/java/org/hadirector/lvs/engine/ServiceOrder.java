package org.hadirector.lvs.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.hadirector.lvs.path.ServiceKey;

/**
 * The order in which the kernel hands out its services (linux ip_vs_ctl.c, ip_vs_svc_hashkey): by bucket of a hash that
 * is salted anew at every start, the newest of a bucket first, firewall marks after addresses. Listings that are not
 * sorted show it, and sorted ones depend on it where ipvsadm's comparison is no proper order. Pure.
 */
final class ServiceOrder {
    private static final int MASK = 0xff;
    private static final int BITS = 8;

    private ServiceOrder() {}

    /** @param oldestFirst in the order in which they were added */
    static List<ControlTable.Row> of(Collection<ControlTable.Row> oldestFirst, long salt) {
        List<ControlTable.Row> rows = new ArrayList<>(oldestFirst);
        Collections.reverse(rows);
        rows.sort(Comparator.comparingInt(row -> place(row.entry().key(), salt)));
        return rows;
    }

    private static int place(ServiceKey key, long salt) {
        int hash;
        if (key.isMark()) {
            hash = key.mark();
        } else {
            ByteBuffer address = ByteBuffer.wrap(key.address().getAddress());
            hash = key.protocol() ^ key.port() >> BITS ^ key.port();
            while (address.hasRemaining()) {
                hash ^= address.getInt();
            }
        }
        return (hash ^ (int) salt) & MASK | (key.isMark() ? MASK + 1 : 0);
    }
}
