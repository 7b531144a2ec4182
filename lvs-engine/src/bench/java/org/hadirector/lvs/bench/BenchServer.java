package org.hadirector.lvs.bench;

import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.schedule.Destination;

/** A real server that is up and somewhat busy. */
record BenchServer(int number, int weight, int active, int inactive) implements Destination {
    @Override
    public int lastWeight() {
        return weight;
    }

    @Override
    public long addressHigh() {
        return 0;
    }

    @Override
    public long addressLow() {
        return Addresses.ofIpv4(0x0a64_0000 + number);
    }

    @Override
    public int port() {
        return 80;
    }

    @Override
    public boolean isPresent() {
        return true;
    }

    @Override
    public boolean isOverloaded() {
        return false;
    }
}
