package org.hadirector.heartbeat.link;

import org.hadirector.heartbeat.link.GroupStatus.OwnerState;

/**
 * Which groups the operator meant who sent an owner to standby: the other node's scripts and log are told it, nothing
 * is decided by it.
 *
 * <p>One bit says that not all were meant: {@code failed} of an owner that offers, which otherwise is never set there
 * and which no daemon looks at there; a flag of its own would cost the whole beat with a daemon that knows of none.
 * Which ones follows from whom the group prefers.
 */
public final class OfferScope {
    private OfferScope() {}

    /**
     * What the operator said, in the words of the node that offers.
     *
     * @param owners whether the group prefers the node that offers it
     */
    public static AskScope of(GroupStatus offered, boolean owners) {
        boolean part = offered.state() == OwnerState.OWNER && offered.offer() && offered.failed();
        return !part ? AskScope.ALL : owners ? AskScope.LOCAL : AskScope.FOREIGN;
    }
}
