package org.hadirector.heartbeat.config;

/**
 * A program that runs beside the daemon ({@code respawn}, {@code failfast}).
 *
 * @param user as whom
 * @param command program with a full path, and its arguments, as written
 * @param failfast its end is not made good: the node hands over and its daemon ends
 * @param line 1-based
 */
public record ClientChild(String user, String command, boolean failfast, int line) {
    /** The program alone. */
    public String program() {
        int blank = command.replace('\t', ' ').indexOf(' ');
        return blank < 0 ? command : command.substring(0, blank);
    }

    /** Whether this is heartbeat's ipfail, which is built in here: naming it turns it on. */
    public boolean isIpfail() {
        return program().endsWith("/ipfail");
    }
}
