package org.hadirector.lvs.mark;

/** Ports from {@code first} to {@code last}, both included. */
public record Ports(int first, int last) {
    public Ports {
        if (first < 0 || last > 65_535 || first > last) {
            throw new IllegalArgumentException("ports " + first + " to " + last);
        }
    }

    int count() {
        return last - first + 1;
    }

    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + ":" + last;
    }
}
