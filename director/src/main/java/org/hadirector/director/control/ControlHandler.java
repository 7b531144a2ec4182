package org.hadirector.director.control;

/** Carries out requests; called on a thread of the control server, several at a time. */
@FunctionalInterface
public interface ControlHandler {
    ControlReply handle(ControlRequest request);
}
