package org.hadirector.director.log;

import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.hadirector.linux.Realtime;

/**
 * Writes nothing: with the first line that comes by, the thread that writes lines gets its nice value. log4j makes that
 * thread, a new one with every configuration.
 */
final class CourtesyAppender extends AbstractAppender {
    static final String NAME = "courtesy";

    /** Owned by the writing thread. */
    private boolean nice;

    CourtesyAppender() {
        super(NAME, null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
        if (!nice) {
            nice = true;
            Realtime.nice(LogFiles.NICE);
        }
    }
}
