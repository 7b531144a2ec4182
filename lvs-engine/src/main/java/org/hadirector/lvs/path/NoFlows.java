package org.hadirector.lvs.path;

import org.hadirector.lvs.conn.ConnectionKey;

/** Carries nothing. */
final class NoFlows implements FlowCache {
    @Override
    public int capacity() {
        return 0;
    }

    @Override
    public String obstacle() {
        return "this path hands all packets up";
    }

    @Override
    public int install(ConnectionKey flow, NextHop hop) {
        return NONE;
    }

    @Override
    public int remove(ConnectionKey flow) {
        return NONE;
    }

    @Override
    public void forgetAll() {
        // there are none
    }

    @Override
    public void trustUntil(long untilNs) {
        // nothing is done on trust
    }

    @Override
    public void read(int from, int to, Reader reader) {
        // there are none
    }
}
