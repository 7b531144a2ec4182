package org.hadirector.lvs.schedule;

import org.hadirector.lvs.packet.Addresses;

/** A real server whose figures a test sets. */
final class FakeServer implements Destination {
    final int number;
    int weight;
    int lastWeight;
    int active;
    int inactive;
    boolean overloaded;
    boolean present = true;

    FakeServer(int number, int weight) {
        this.number = number;
        weight(weight);
    }

    FakeServer weight(int newWeight) {
        weight = newWeight;
        lastWeight = newWeight > 0 ? newWeight : lastWeight;
        return this;
    }

    @Override
    public int weight() {
        return weight;
    }

    @Override
    public int lastWeight() {
        return lastWeight;
    }

    @Override
    public long addressHigh() {
        return 0;
    }

    @Override
    public long addressLow() {
        return Addresses.ofIpv4(0xc0a8_0000 + number);
    }

    @Override
    public int port() {
        return 80;
    }

    @Override
    public boolean isPresent() {
        return present;
    }

    @Override
    public int active() {
        return active;
    }

    @Override
    public int inactive() {
        return inactive;
    }

    @Override
    public boolean isOverloaded() {
        return overloaded;
    }

    @Override
    public String toString() {
        return "server " + number + " weight " + weight + " active " + active + " inactive " + inactive
                + (overloaded ? " overloaded" : "") + (present ? "" : " gone");
    }
}
