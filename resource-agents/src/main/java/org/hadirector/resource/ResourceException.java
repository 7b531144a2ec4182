package org.hadirector.resource;

/** A resource that could not be started or stopped, with the failed step in words. */
public final class ResourceException extends Exception {
    private static final long serialVersionUID = 1L;

    public ResourceException(String message) {
        super(message);
    }

    public ResourceException(String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
