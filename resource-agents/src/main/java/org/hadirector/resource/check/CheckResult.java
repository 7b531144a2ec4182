package org.hadirector.resource.check;

/** What one check of one real server found. */
public sealed interface CheckResult {
    /** The server answered as it should. */
    record Up() implements CheckResult {}

    /**
     * The server did not.
     *
     * @param reason in words, such as {@code 500 Internal Server Error}
     */
    record Down(String reason) implements CheckResult {}

    /** The one value of up. */
    CheckResult UP = new Up();

    static CheckResult down(String reason) {
        return new Down(reason);
    }

    default boolean isUp() {
        return this instanceof Up;
    }
}
