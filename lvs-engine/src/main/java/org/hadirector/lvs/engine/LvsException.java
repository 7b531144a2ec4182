package org.hadirector.lvs.engine;

/** A change of the service table that was refused, with the error ipvsadm would print. */
public final class LvsException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public LvsException(Reason reason) {
        super(reason.text());
        this.reason = reason;
    }

    /** @param detail what exactly was refused */
    public LvsException(Reason reason, String detail) {
        super(reason.text() + ": " + detail);
        this.reason = reason;
    }

    public LvsException(Reason reason, Throwable cause) {
        super(reason.text() + ": " + cause.getMessage(), cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** The errors of the kernel interface in ipvsadm's words. */
    public enum Reason {
        SERVICE_EXISTS("Service already exists"),
        NO_SCHEDULER("Scheduler or persistence engine not found"),
        NO_SUCH_SERVICE("No such service"),
        SERVICE_NOT_DEFINED("Service not defined"),
        DESTINATION_EXISTS("Destination already exists"),
        NO_SUCH_DESTINATION("No such destination"),
        INVALID("Invalid operation.  Possibly wrong module version, address not unicast, ..."),
        OUT_OF_RANGE("Numerical result out of range"),
        NOT_SUPPORTED("Operation not supported"),
        NO_PROTOCOL("Protocol not available"),
        NO_DAEMON("No daemon is running"),
        MARK_EXISTS("Mark rule already exists"),
        NO_SUCH_MARK("No such mark rule"),
        DATA_PATH("The data path refused the service");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }
}
