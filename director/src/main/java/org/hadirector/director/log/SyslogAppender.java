package org.hadirector.director.log;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.UnixDatagramSender;
import org.hadirector.resource.Log4jResourceLog;

/**
 * Lines for the system's log, as syslog(3) sends them: RFC 3164 datagrams to a Unix socket, without a host name.
 * log4j's own appender knows no Unix sockets. Nothing is waited for: a line that nobody takes is lost, as with
 * syslog(3), and the next one is tried again.
 */
final class SyslogAppender extends AbstractAppender {
    /** Where the system's log listens. */
    static final String SOCKET = "/dev/log";

    /** By their numbers in syslog(3); none has the numbers 12 to 15. */
    private static final List<String> FACILITIES = List.of(
            "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp");

    private static final int LOCAL0 = 16;
    private static final int CRITICAL = 2;
    private static final int ERROR = 3;
    private static final int WARNING = 4;
    private static final int INFORMATION = 6;
    private static final int DEBUG = 7;

    /** Day of the month with a blank in front where it has one digit. */
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH);

    private final UnixDatagramSender sender;
    private final int facility;
    private final long pid = ProcessHandle.current().pid();

    private SyslogAppender(UnixDatagramSender sender, int facility) {
        super("syslog", null, null, true, Property.EMPTY_ARRAY);
        this.sender = sender;
        this.facility = facility;
    }

    /**
     * @param socket path of the system log's socket; it may be missing and appear later
     * @param facility as ha.cf has it
     * @throws LinuxException when there are no Unix sockets at all
     */
    static SyslogAppender open(String socket, String facility) throws LinuxException {
        return new SyslogAppender(UnixDatagramSender.open(socket), number(facility));
    }

    /** The facility's number, not shifted. */
    static int number(String facility) {
        if (facility.startsWith("local")) {
            return LOCAL0 + facility.charAt("local".length()) - '0';
        }
        return FACILITIES.indexOf(facility.equals("security") ? "auth" : facility);
    }

    @Override
    public void append(LogEvent event) {
        boolean script = event.getLevel() == Log4jResourceLog.SCRIPT;
        String text = event.getMessage().getFormattedMessage().replace('\n', ' ');
        // Behind "SCRIPT[PID]: " there are blanks in the file.
        String line = script
                ? text.replaceFirst("]: +", "]: ")
                : "heartbeat: [" + pid + "]: " + new LogLine(event.getLevel(), "").priority() + ": " + text;
        String stamp = STAMP.format(Instant.ofEpochMilli(event.getTimeMillis()).atZone(ZoneId.systemDefault()));
        sender.send("<" + (facility * 8 + severity(event.getLevel())) + ">" + stamp + " " + line);
    }

    private static int severity(Level level) {
        if (level == Level.FATAL) {
            return CRITICAL;
        }
        if (level == Level.ERROR) {
            return ERROR;
        }
        if (level == Level.WARN) {
            return WARNING;
        }
        return level.isLessSpecificThan(Level.DEBUG) ? DEBUG : INFORMATION;
    }

    @Override
    public boolean stop(long timeout, TimeUnit unit) {
        boolean stopped = super.stop(timeout, unit);
        sender.close();
        return stopped;
    }
}
