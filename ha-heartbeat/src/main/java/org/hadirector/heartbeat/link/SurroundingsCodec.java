package org.hadirector.heartbeat.link;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.hadirector.heartbeat.link.StatusMessage.Surroundings;

/** The part of a beat that says what is around its sender: see {@link StatusCodec}. */
final class SurroundingsCodec {
    private static final int MAC = 6;
    private static final int UNKNOWN = 0xff;
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    private SurroundingsCodec() {}

    /** @throws IllegalArgumentException when a station is no hardware address or there are too many */
    static void encode(Surroundings around, ByteBuffer out) {
        if (around.stations().size() > Surroundings.MAX_STATIONS) {
            throw new IllegalArgumentException("cannot encode " + around);
        }
        boolean unknown = around.pingNodes() == Surroundings.UNKNOWN;
        out.put((byte) (unknown ? UNKNOWN : Math.min(around.pingNodes(), UNKNOWN - 1)));
        out.put((byte) around.stations().size());
        for (String station : around.stations()) {
            byte[] octets = COLONS.parseHex(station);
            if (octets.length != MAC) {
                throw new IllegalArgumentException("cannot encode " + around);
            }
            out.put(octets);
        }
    }

    static Surroundings decode(ByteBuffer in) throws MalformedBeatException {
        int seen = in.get() & 0xff;
        int count = in.get() & 0xff;
        if (count > Surroundings.MAX_STATIONS) {
            throw new MalformedBeatException("too many stations");
        }
        List<String> stations = new ArrayList<>(count);
        for (int n = 0; n < count; n++) {
            byte[] octets = new byte[MAC];
            in.get(octets);
            stations.add(COLONS.formatHex(octets));
        }
        return new Surroundings(seen == UNKNOWN ? Surroundings.UNKNOWN : seen, stations);
    }
}
