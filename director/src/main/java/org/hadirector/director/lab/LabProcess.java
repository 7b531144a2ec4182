package org.hadirector.director.lab;

/**
 * A process that the lab started. Pid and start time together name one process for ever: a pid that was given to
 * somebody else meanwhile has another start time.
 *
 * @param label what it is: {@code director}, {@code web}, {@code serial-cable}
 * @param host the lab host it runs on, empty when it runs on the machine itself
 * @param pid its process id
 * @param startTicks field 22 of /proc/PID/stat (clock ticks after boot)
 */
public record LabProcess(String label, String host, long pid, long startTicks) {
    boolean is(String wantedLabel, String wantedHost) {
        return label.equals(wantedLabel) && host.equals(wantedHost);
    }
}
