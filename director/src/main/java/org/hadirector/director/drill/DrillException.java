package org.hadirector.director.drill;

/** The pair did not do what the drill demands of it; the message says what was expected and what came. */
public final class DrillException extends Exception {
    private static final long serialVersionUID = 1L;

    public DrillException(String message) {
        super(message);
    }
}
