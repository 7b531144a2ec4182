package org.hadirector.director.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Logger;
import org.hadirector.linux.Errno;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.WatchdogDevice;

/**
 * The watchdog of ha.cf, fed by the deciding duty at the end of its cycles and by nothing else: a duty that hangs lets
 * the machine be reset. As in heartbeat, its time is deadtime (rounded up to seconds), and a device that cannot be
 * opened is an error and no reason not to start. One that cannot be written is tried again: heartbeat closes it, and a
 * device that is closed without a word resets the machine for certain.
 *
 * <p>When the duty has ended in good order, whoever takes the daemon apart feeds it until nothing of ours runs any
 * more: stop scripts may take longer than its time.
 */
final class Watchdog {
    private static final long SECOND_NS = 1_000_000_000L;
    /** heartbeat's: deadtime and a little more. */
    private static final long MORE_NS = 10_000_000L;

    private static final int FEEDS_PER_TIMEOUT = 4;
    /** What the kernel says of each device; {@code /dev/watchdog} is the first one. */
    private static final Path KERNELS = Path.of("/sys/class/watchdog");

    private final String path;
    private final Logger log;
    private final long spacingNs;
    private WatchdogDevice device;
    private long nextNs = Long.MIN_VALUE;

    // Written by the duty, read for status.
    private volatile long feeds;
    private volatile String fault = "";
    private String writeFault = "";
    /** What a stop of the daemon does although it is meant, or empty. */
    private String consequence = "";

    private Watchdog(String path, long timeoutNs, Logger log) {
        this.path = path;
        this.log = log;
        this.spacingNs = timeoutNs / FEEDS_PER_TIMEOUT;
    }

    /** Opens the device, which runs from then on. */
    static Watchdog open(String path, long deadtimeNs, Logger log) {
        int seconds = (int) Math.max(1, (deadtimeNs + MORE_NS + SECOND_NS - 1) / SECOND_NS);
        Watchdog watchdog = new Watchdog(path, TimeUnit.SECONDS.toNanos(seconds), log);
        try {
            watchdog.device = openDevice(path);
        } catch (IOException e) {
            watchdog.fault = e.getMessage();
            log.error("Cannot open watchdog device: {}", path);
            log.error("{}: nothing resets this machine when it hangs", e.getMessage() + remedy(e));
            return watchdog;
        }
        log.info("Using watchdog device: {}", path);
        try {
            watchdog.device.timeout(seconds);
            log.info("Set watchdog timer to {} seconds.", seconds);
        } catch (LinuxException e) {
            watchdog.fault = e.getMessage();
            log.error("WDIOC_SETTIMEOUT: Failed to set watchdog timer to {} seconds.", seconds);
        }
        if (watchdog.device.armedForGood() || noWayOut(path, KERNELS)) {
            watchdog.consequence = "watchdog device " + path + " cannot be disarmed: after a stop of the daemon this"
                    + " machine is reset in " + seconds + " seconds, unless it is started again before";
            log.warn(watchdog.consequence);
        }
        return watchdog;
    }

    private static String remedy(IOException e) {
        boolean busy = e instanceof LinuxException refused && refused.errno() == Errno.EBUSY;
        return busy ? " (another program has it: systemd with RuntimeWatchdogSec, sbd, watchdog; one alone may)" : "";
    }

    /** Whether the kernel lets nobody disarm it ({@code nowayout}). */
    static boolean noWayOut(String path, Path kernels) {
        String name = Path.of(path).getFileName().toString();
        Path says =
                kernels.resolve(name.equals("watchdog") ? "watchdog0" : name).resolve("nowayout");
        try {
            return Files.readString(says).strip().equals("1");
        } catch (IOException notSaid) {
            return false;
        }
    }

    /** heartbeat feeds files, too, byte by byte: {@code watchdog /etc/passwd} costs the machine its root account. */
    private static WatchdogDevice openDevice(String path) throws IOException {
        if (Files.isRegularFile(Path.of(path))) {
            throw new IOException(path + " is a file: it watches nothing, and is not written into");
        }
        return WatchdogDevice.open(path);
    }

    /** A cycle of the duty is done. The duty only. */
    void cycle(long nowNs) {
        if (device == null || nowNs < nextNs) {
            return;
        }
        nextNs = nowNs + spacingNs;
        try {
            if (device.feed()) {
                feeds++;
                works();
            }
        } catch (LinuxException e) {
            refuses(e.getMessage());
        }
    }

    private void refuses(String why) {
        if (!why.equals(writeFault)) {
            log.error("Watchdog write failure: {}; tried again, if it lasts this machine is reset", why);
            writeFault = why;
            fault = why;
        }
    }

    private void works() {
        if (!writeFault.isEmpty()) {
            log.info("Watchdog device {} is fed again", path);
            writeFault = "";
            fault = "";
        }
    }

    /** After the duty has ended. {@code clean}: nothing of ours runs any more, the machine need not be reset. */
    void close(boolean clean) {
        WatchdogDevice closing = device;
        device = null;
        if (closing != null) {
            if (!clean) {
                log.warn("watchdog device {} stays armed, for something of ours may still run", path);
            } else if (!consequence.isEmpty()) {
                log.warn(consequence);
            }
            try {
                closing.close(clean);
            } catch (LinuxException e) {
                log.error("Watchdog write magic character failure: closing {}!", path);
            }
        }
    }

    String path() {
        return path;
    }

    long feeds() {
        return feeds;
    }

    /** What is wrong, or empty. */
    String fault() {
        return fault;
    }

    /** For {@code status}: empty when there is none. */
    static Map<String, Object> tree(Watchdog dog) {
        return dog == null ? Map.of() : Map.of("device", dog.path(), "feeds", dog.feeds(), "fault", dog.fault());
    }
}
