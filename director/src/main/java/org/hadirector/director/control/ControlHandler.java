package org.hadirector.director.control;

/** Carries out requests; called on a thread of the control server, several at a time. */
@FunctionalInterface
public interface ControlHandler {
    ControlReply handle(ControlRequest request);

    /** Whoever asked had given up or was gone before the request was read: it is not carried out. */
    default void missed(ControlRequest request) {}
}
