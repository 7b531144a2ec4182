package org.hadirector.lvs.ipvsadm;

/**
 * What a run of ipvsadm leaves.
 *
 * @param out standard output
 * @param err standard error
 * @param exitCode 0; 2 for a usage error; 255 for an unknown command or a refusal; 1 for a listing of nothing
 * @param stream what is to become of the rest of standard input
 */
public record IpvsadmResult(String out, String err, int exitCode, Stream stream) {
    /** How far {@code -R} has come; whoever has more lines for it runs it again with those. */
    public enum Stream {
        /** The command reads no lines. */
        NONE,
        /** The lines did not hold a command: the exit code of those before still counts. */
        IDLE,
        /** The lines were run, more may follow. */
        OPEN,
        /** A line ended the run: what follows is not looked at. */
        ENDED
    }

    /** Of a command that reads no lines. */
    public IpvsadmResult(String out, String err, int exitCode) {
        this(out, err, exitCode, Stream.NONE);
    }
}
