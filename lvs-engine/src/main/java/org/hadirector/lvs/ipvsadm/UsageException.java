package org.hadirector.lvs.ipvsadm;

/** A command line that cannot be run. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final String TRY = "Try `ipvsadm -h' or 'ipvsadm --help' for more information.";

    private final int exitCode;
    private final boolean endsStream;

    private UsageException(String text, int exitCode, boolean endsStream) {
        super(text);
        this.exitCode = exitCode;
        this.endsStream = endsStream;
    }

    /** A usage error: exit 2, also out of a stream of commands. */
    static UsageException fail(String text) {
        return new UsageException(text, 2, true);
    }

    /** No command, or an unknown one. */
    static UsageException tryHelp() {
        return new UsageException(TRY, 255, true);
    }

    /** An option that the option parser does not know or that lacks its argument; a stream goes on. */
    static UsageException badOption(String text) {
        return new UsageException(text, 255, false);
    }

    int exitCode() {
        return exitCode;
    }

    boolean endsStream() {
        return endsStream;
    }
}
