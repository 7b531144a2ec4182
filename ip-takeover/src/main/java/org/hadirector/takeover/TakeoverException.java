package org.hadirector.takeover;

import java.io.IOException;

/** An address that could not be acquired or released; says which step failed. */
public final class TakeoverException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Step step;

    public TakeoverException(Step step, Vip vip, String reason, Throwable cause) {
        super(step.text + " " + vip + ": " + reason, cause);
        this.step = step;
    }

    public Step step() {
        return step;
    }

    /** The steps of a takeover in their order, and that of a release. */
    public enum Step {
        ADD("add"),
        READ_BACK("read back"),
        ANNOUNCE("announce"),
        RENEW("renew"),
        REMOVE("remove");

        private final String text;

        Step(String text) {
            this.text = text;
        }
    }
}
