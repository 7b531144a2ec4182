package org.hadirector.heartbeat.sim.swarm;

/** Scenes that repeat one thing to a pair that has settled, and look for one owner each time. */
enum Round {
    SPLIT("links and LAN divided"),
    MEET("links and LAN divided, and the halves of the LAN meet first"),
    RETURN("the whole network dies and its LAN comes back first"),
    SINGLE("one fault at a time"),
    CUT_OFF("a node is cut off for less than deadtime"),
    MOVE("planned moves in fair weather");

    private final String words;

    Round(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
