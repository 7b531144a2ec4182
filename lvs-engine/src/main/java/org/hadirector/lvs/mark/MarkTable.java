package org.hadirector.lvs.mark;

import java.util.List;
import java.util.function.ToIntFunction;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.packet.PacketView;

/**
 * The rules as the packet thread tries them. Every rule is tried, as iptables does with the target MARK: the last one
 * that fits decides. Immutable; a look-up does not allocate.
 */
public final class MarkTable {
    /** Marks nothing. */
    public static final MarkTable EMPTY = new MarkTable(List.of(), name -> 0);

    private static final int ANY = -1;

    private final Match[] matches;

    /** @param devices the index of an interface by its name, 0 if there is none now */
    public MarkTable(List<MarkRule> rules, ToIntFunction<String> devices) {
        matches = rules.stream().map(rule -> new Match(rule, devices)).toArray(Match[]::new);
    }

    /** The mark of a packet, 0 for none. */
    public int of(PacketView packet) {
        for (int i = matches.length - 1; i >= 0; i--) {
            if (matches[i].fits(packet)) {
                return matches[i].mark;
            }
        }
        return 0;
    }

    private static final class Match {
        private final Prefix destination;
        private final Prefix source;
        private final int protocol;
        private final int[] ports;
        private final int device;
        private final int mark;

        Match(MarkRule rule, ToIntFunction<String> devices) {
            destination = new Prefix(rule.destination());
            source = rule.source() == null ? null : new Prefix(rule.source());
            protocol = rule.protocol();
            ports = rule.ports().stream()
                    .flatMapToInt(range -> java.util.stream.IntStream.of(range.first(), range.last()))
                    .toArray();
            device = rule.device().isEmpty() ? ANY : devices.applyAsInt(rule.device());
            mark = rule.mark();
        }

        boolean fits(PacketView packet) {
            return (protocol == 0 || protocol == packet.protocol())
                    && destination.holds(packet.destinationHigh(), packet.destinationLow())
                    && (source == null || source.holds(packet.sourceHigh(), packet.sourceLow()))
                    && (device == ANY || device == packet.frame().interfaceIndex())
                    && (ports.length == 0 || isAmong(packet.destinationPort()));
        }

        private boolean isAmong(int port) {
            for (int i = 0; i < ports.length; i += 2) {
                if (port >= ports[i] && port <= ports[i + 1]) {
                    return true;
                }
            }
            return false;
        }
    }

    /** A network as two longs and their masks; IPv4 is mapped into IPv6. */
    private static final class Prefix {
        private final long high;
        private final long low;
        private final long highMask;
        private final long lowMask;

        Prefix(Network network) {
            int bits = 128 - network.freeBits();
            high = Addresses.high(network.address());
            low = Addresses.low(network.address());
            highMask = mask(Math.min(64, bits));
            lowMask = mask(Math.max(0, bits - 64));
        }

        private static long mask(int bits) {
            return bits == 0 ? 0 : -1L << 64 - bits;
        }

        boolean holds(long addressHigh, long addressLow) {
            return (addressHigh & highMask) == high && (addressLow & lowMask) == low;
        }
    }
}
