package org.hadirector.director.children;

import java.io.IOException;
import java.util.function.IntConsumer;
import org.hadirector.heartbeat.config.ClientChild;
import org.hadirector.heartbeat.config.NodeFacts.Account;

/** Starts a program as a user. */
public interface Launcher {
    /**
     * @param ended told the exit status once, from any thread; 128 and the signal's number when one ended it
     * @throws IOException when it cannot be started
     */
    Running start(ClientChild child, Account account, IntConsumer ended) throws IOException;

    /** A program that runs. */
    interface Running {
        long pid();

        /** Asks it to end, with all it started; does not wait. */
        void terminate();

        /** Ends it at once. */
        void kill();

        boolean alive();
    }
}
