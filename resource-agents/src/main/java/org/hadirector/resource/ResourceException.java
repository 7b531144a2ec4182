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

    /** Any failure in words: what was not foreseen with its type. */
    public static String words(Throwable failure) {
        return failure instanceof ResourceException ? failure.getMessage() : failure.toString();
    }
}
