package org.hadirector.lvs.ipvsadm;

import java.util.function.IntFunction;

/**
 * What a run of ipvsadm leaves.
 *
 * @param out standard output
 * @param err standard error
 * @param exitCode 0; 2 for a usage error; 255 for an unknown command or a refusal; 1 for a listing of nothing
 * @param stream what is to become of the rest of standard input
 * @param next where the next part of a long listing begins, -1 if there is none
 */
public record IpvsadmResult(String out, String err, int exitCode, Stream stream, int next) {
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

    /** Of one whose listing, if it is one, is complete. */
    public IpvsadmResult(String out, String err, int exitCode, Stream stream) {
        this(out, err, exitCode, stream, -1);
    }

    /** All parts of a listing as one, for whoever has the room. */
    static IpvsadmResult whole(IntFunction<IpvsadmResult> parts) {
        IpvsadmResult part = parts.apply(0);
        if (part.next < 0) {
            return part;
        }
        StringBuilder out = new StringBuilder(part.out);
        while (part.next >= 0) {
            part = parts.apply(part.next);
            out.append(part.out);
        }
        return new IpvsadmResult(out.toString(), part.err, part.exitCode);
    }
}
