package org.hadirector.director.run;

import java.util.List;
import org.hadirector.director.log.LogFiles;

/**
 * What a daemon's start needs anyway and nothing has to be known for, on threads of its own while the command line and
 * the configuration are read: the log's machinery, and the classes of the links. Whoever needs them meanwhile waits for
 * the class or the lock, and finds them ready; nothing depends on this having been done.
 */
public final class HeadStart {
    /**
     * Each of them makes others be loaded and initialised: the first reads a list of 160 classes, the second asks the
     * resolver for our own name.
     */
    private static final List<String> LINKS =
            List.of("org.jgroups.conf.ClassConfigurator", "org.jgroups.util.Util", "org.jgroups.JChannel");

    private HeadStart() {}

    /** Returns at once. */
    public static void begin() {
        LogFiles.withoutHook();
        start("early-log", LogFiles::prepare);
        start("early-links", HeadStart::loadLinks);
    }

    private static void start(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void loadLinks() {
        for (String name : LINKS) {
            try {
                Class.forName(name);
            } catch (ClassNotFoundException | LinkageError e) {
                return; // the link that needs it says so
            }
        }
    }
}
