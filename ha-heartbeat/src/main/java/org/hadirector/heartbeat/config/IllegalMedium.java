package org.hadirector.heartbeat.config;

import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.heartbeat.config.ConfigProblem.Stage;

/** heartbeat's two lines about a medium it cannot make: the plug-in's, then the reader's. */
final class IllegalMedium {
    private IllegalMedium() {}

    /** A host that nobody knows. */
    static void ping(String directive, String description, int line, String address, Problems problems) {
        String text = "Illegal " + directive + " [" + description + "] in config file [" + address + "]";
        problems.said(
                Severity.ERROR,
                Stage.READING,
                line,
                text,
                "unknown host; write the address of one that always answers, such as the gateway's",
                "ERROR: unknown host: " + address,
                "ERROR: " + text);
    }

    static void serial(int line, String device, Problems problems) {
        String text = "Serial port not full pathname [" + device + "] in config file";
        problems.said(
                Severity.ERROR,
                Stage.READING,
                line,
                text,
                "write /dev/" + device,
                "ERROR: " + text,
                "ERROR: Illegal serial [serial ring] in config file [" + device + "]");
    }
}
