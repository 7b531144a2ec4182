package org.hadirector.lvs.helper;

import org.hadirector.lvs.packet.Addresses;

/**
 * Reads the addresses and ports of FTP: {@code h1,h2,h3,h4,p1,p2} (RFC 959, section 4.1.2) and
 * {@code |1|132.235.1.2|6275|}, {@code |2|1080::8:800:200C:417A|5282|}, {@code |||6446|} (RFC 2428). One instance
 * serves a thread; a reading that failed leaves nothing of use in it.
 */
final class FtpNumbers {
    private long high;
    private long low;
    private int port;
    private int value;
    private final int[] groups = new int[8];

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    int port() {
        return port;
    }

    /** Six numbers, of which the first four are an address. */
    boolean readCommas(Line line, int from) {
        long address = 0;
        int at = from;
        for (int i = 0; i < 4; i++) {
            at = number(line, at, 255);
            if (at < 0 || at >= line.length() || line.at(at) != ',') {
                return false;
            }
            address = address << 8 | value;
            at++;
        }
        high = Addresses.IPV4_HIGH;
        low = Addresses.ofIpv4((int) address);
        return readPort(line, at);
    }

    /** The two numbers of a port. */
    private boolean readPort(Line line, int from) {
        int at = number(line, from, 255);
        if (at < 0 || at >= line.length() || line.at(at) != ',') {
            return false;
        }
        port = value << 8;
        at = number(line, at + 1, 255);
        port |= value;
        return at >= 0;
    }

    /** {@code |family|address|port|}; the bar may be any printable character. */
    boolean readExtended(Line line, int from) {
        int at = from;
        if (at + 3 >= line.length() || !isBar(line.at(at))) {
            return false;
        }
        int bar = line.at(at);
        boolean ipv6 = line.at(at + 1) == '2';
        if (!ipv6 && line.at(at + 1) != '1' || line.at(at + 2) != bar) {
            return false;
        }
        int end = at + 3;
        while (end < line.length() && line.at(end) != bar) {
            end++;
        }
        if (end - at - 3 > 45 || !(ipv6 ? ipv6(line, at + 3, end) : ipv4(line, at + 3, end))) {
            return false;
        }
        return readBarredPort(line, end, bar);
    }

    /** {@code |||port|}. */
    boolean readPortOnly(Line line, int from) {
        if (from + 3 >= line.length() || !isBar(line.at(from))) {
            return false;
        }
        int bar = line.at(from);
        return line.at(from + 1) == bar && line.at(from + 2) == bar && readBarredPort(line, from + 2, bar);
    }

    private boolean readBarredPort(Line line, int at, int bar) {
        int end = number(line, at + 1, 65_535);
        port = value;
        return end >= 0 && end < line.length() && line.at(end) == bar;
    }

    private static boolean isBar(int value) {
        return value > ' ' && value < 127 && !Line.isDigit(value);
    }

    /** Reads a number, zeros in front of it or not, into {@link #value}; returns where it ends, or -1. */
    private int number(Line line, int from, int most) {
        int at = from;
        value = 0;
        while (at < line.length() && Line.isDigit(line.at(at)) && value <= most) {
            value = value * 10 + line.at(at) - '0';
            at++;
        }
        return at == from || value > most ? -1 : at;
    }

    private boolean ipv4(Line line, int from, int end) {
        int at = from;
        int address = 0;
        for (int i = 0; i < 4; i++) {
            at = number(line, at, 255);
            if (at < 0 || (i < 3 ? at >= end || line.at(at) != '.' : at != end)) {
                return false;
            }
            address = address << 8 | value;
            at++;
        }
        high = Addresses.IPV4_HIGH;
        low = Addresses.ofIpv4(address);
        return true;
    }

    /** Groups of hexadecimal digits (RFC 4291, section 2.2; without dotted tails). */
    private boolean ipv6(Line line, int from, int end) {
        int count = 0;
        int gap = -1;
        int at = from;
        if (end - from >= 2 && line.at(from) == ':' && line.at(from + 1) == ':') {
            gap = 0;
            at += 2;
        }
        while (at < end) {
            int start = at;
            int group = 0;
            while (at < end && Character.digit(line.at(at), 16) >= 0 && at - start < 5) {
                group = group << 4 | Character.digit(line.at(at++), 16);
            }
            if (at == start || at - start > 4 || count == 8) {
                return false;
            }
            groups[count++] = group;
            if (at == end) {
                break;
            }
            if (line.at(at++) != ':' || at == end) {
                return false;
            }
            if (line.at(at) == ':') {
                if (gap >= 0) {
                    return false;
                }
                gap = count;
                at++;
            }
        }
        if (gap < 0 ? count != 8 : count == 8) {
            return false;
        }
        compose(gap < 0 ? 8 : gap, count);
        return true;
    }

    private void compose(int gap, int count) {
        high = 0;
        low = 0;
        for (int i = 0; i < 8; i++) {
            int fromEnd = i - (8 - count);
            int group = i < gap ? groups[i] : fromEnd >= gap ? groups[fromEnd] : 0;
            high = high << 16 | low >>> 48;
            low = low << 16 | group;
        }
    }
}
