package org.hadirector.heartbeat.decide;

import java.util.List;
import org.hadirector.heartbeat.link.Note;
import org.hadirector.heartbeat.link.StatusMessage;
import org.hadirector.heartbeat.link.StatusMessage.Surroundings;

/** What the peer last said about what is around it; holds for its present run. */
final class PeerSurroundings {
    private Surroundings said;

    /** @param restart the beat is the first of a new run */
    void heard(StatusMessage message, boolean restart) {
        if (message.surroundings() != null || restart) {
            said = message.surroundings();
        }
    }

    /** How many ping nodes the peer sees, {@link Surroundings#UNKNOWN} when it has not said. */
    int pingNodes() {
        return said == null ? Surroundings.UNKNOWN : said.pingNodes();
    }

    /** The peer's hardware addresses on the LANs, empty when it has not said. */
    List<String> stations() {
        return said == null ? List.of() : said.stations();
    }

    /** What the peer knows of notes about the nodes, empty when it has not said. */
    List<Note> notes() {
        return said == null ? List.of() : said.notes();
    }
}
