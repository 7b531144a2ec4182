package org.hadirector.heartbeat.sim.audit;

import org.hadirector.heartbeat.decide.CoreEvent;

/** What a core tells, as a sentence after the node's name. */
final class EventWords {
    private EventWords() {}

    /** The words, or null for what no story needs. */
    static String of(CoreEvent event) {
        String group = event.group();
        String why = event.reason();
        return switch (event.kind()) {
            case LINK_DEAD -> "holds link " + event.subject() + " for dead: " + why;
            case PEER_DEAD -> "holds " + event.subject() + " for dead: " + why;
            case PEER_LATE -> "misses " + event.subject() + ": " + why;
            case CLOCK_STALL -> "notices its own pause of " + event.value() + " ms and accuses nobody for a while";
            case CLAIM -> "takes " + group + " with epoch " + event.value() + ": " + why;
            case OWNER -> "has started everything of " + group;
            case RELEASING -> "gives " + group + " up: " + why;
            case NONE -> "has stopped everything of " + group;
            case REFUSED -> "hears or says no about " + group + ": " + why;
            case ACQUIRE_FAILED -> "could not start " + group + ": " + why;
            case LEASE_LOST -> "serves " + group + " no more until its ownership is proven again: " + why;
            case ISOLATED -> "stops serving " + group + ": " + why;
            case REPROVED -> "serves " + group + " again: " + why;
            case ALARM -> "raises an alarm: " + why;
            default -> null;
        };
    }
}
