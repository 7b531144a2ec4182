package org.hadirector.linux;

import com.sun.jna.Memory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Keeps deciding threads on time on a loaded machine: SCHED_FIFO (sched(7)), and memory that is never paged out. What
 * is not permitted is a typed outcome: a director without these rights runs, only with longer tails. FIFO is not
 * inherited by the children of a thread (SCHED_RESET_ON_FORK): scripts must not run before everything else.
 */
public final class Realtime {
    private static final int SCHED_RESET_ON_FORK = 0x40000000;
    private static final int MCL_CURRENT = 1;
    private static final int MCL_FUTURE = 2;
    private static final int MCL_ONFAULT = 4;
    private static final int RLIMIT_RTTIME = 15;

    private Realtime() {}

    /**
     * Puts the calling thread on SCHED_FIFO.
     *
     * @param priority 1 (lowest) to 99
     */
    public static Outcome fifo(int priority) {
        return fifo(0, priority, "SCHED_FIFO " + priority);
    }

    /**
     * Locks every page that is touched from now on (mlockall(2) with MCL_ONFAULT: what is not touched costs nothing).
     */
    public static Outcome lockMemory() {
        int result = Libc.mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
        return outcome(result, "mlockall");
    }

    /**
     * Has the kernel end this process when one of its real-time threads runs for so long without once sleeping
     * (RLIMIT_RTTIME of setrlimit(2), counted in clock ticks): such a thread is caught in a loop, and leaves the others
     * on its processor next to nothing. SIGXCPU comes a second earlier, and ends the process by a name that tells why,
     * if its first thread still gets a processor; SIGKILL needs nobody's help. A lower limit that is in force stays.
     * Busy loops take a {@link Breath}. A loop of Java code sleeps whenever the JVM stops all threads, so it is not
     * ended as long as the JVM's own threads get a processor: this is for a JVM, or a kernel, that hangs as a whole.
     *
     * @param atMost above a second
     */
    public static Outcome limitRunaways(Duration atMost) {
        String step = "RLIMIT_RTTIME of " + atMost.toMillis() + " ms";
        long hardUs = TimeUnit.MILLISECONDS.toMicros(atMost.toMillis());
        try (Memory limits = new Memory(2L * Long.BYTES)) {
            Outcome read = outcome(Libc.getrlimit(RLIMIT_RTTIME, limits), step);
            if (read instanceof Refused) {
                return read;
            }
            hardUs = lower(hardUs, limits.getLong(Long.BYTES));
            limits.setLong(0, lower(hardUs - TimeUnit.SECONDS.toMicros(1), limits.getLong(0)));
            limits.setLong(Long.BYTES, hardUs);
            return outcome(Libc.setrlimit(RLIMIT_RTTIME, limits), step);
        }
    }

    /** The lower of two limits; RLIM_INFINITY is the highest unsigned number. */
    private static long lower(long one, long other) {
        return Long.compareUnsigned(one, other) < 0 ? one : other;
    }

    static Outcome fifo(int thread, int priority, String step) {
        return scheduler(thread, Libc.SCHED_FIFO | SCHED_RESET_ON_FORK, priority, step);
    }

    /** Puts a thread back among ordinary ones. */
    static Outcome ordinary(int thread) {
        return scheduler(thread, Libc.SCHED_OTHER, 0, "SCHED_OTHER");
    }

    private static Outcome scheduler(int thread, int policy, int priority, String step) {
        try (Memory parameters = new Memory(Integer.BYTES)) {
            parameters.setInt(0, priority);
            return outcome(Libc.sched_setscheduler(thread, policy, parameters), step);
        }
    }

    private static Outcome outcome(int result, String step) {
        if (result >= 0) {
            return new Granted(step);
        }
        int errno = Libc.errno();
        return new Refused(step, errno, Libc.errorText(errno));
    }

    /** What came of a wish. */
    public sealed interface Outcome {
        /** What was tried, such as {@code SCHED_FIFO 50}. */
        String step();
    }

    /** It is so. */
    public record Granted(String step) implements Outcome {}

    /**
     * The kernel said no: EPERM without CAP_SYS_NICE (CAP_IPC_LOCK), ENOMEM beyond RLIMIT_MEMLOCK.
     *
     * @param errno 0 when the refusal did not come from a system call
     */
    public record Refused(String step, int errno, String reason) implements Outcome {}
}
