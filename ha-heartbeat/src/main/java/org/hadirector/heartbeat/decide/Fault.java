package org.hadirector.heartbeat.decide;

/** Why a node could not take a group now; none of them: it is ready. */
public enum Fault {
    LEAVING("shutting down"),
    CARRIER("no carrier"),
    LAN_SEARCHING("no witness has answered yet"),
    LAN_LOST("no witness answers on the LAN"),
    RESOURCES("resources failed a moment ago"),
    EPOCH("no epoch reserved on disk");

    private final String text;

    Fault(String text) {
        this.text = text;
    }

    /** In words, for {@code status}. */
    public String text() {
        return text;
    }
}
