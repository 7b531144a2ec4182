package org.hadirector.linux;

import com.sun.jna.Memory;

/** How large a core file of this process and its children may become (RLIMIT_CORE of setrlimit(2)). */
public final class CoreDumps {
    private static final int RLIMIT_CORE = 4;
    private static final int LIMITS = 2 * Long.BYTES;

    private CoreDumps() {}

    /**
     * As large as this process may ask for, or none at all. The permitted maximum stays, so that both can be undone.
     *
     * @throws LinuxException when the kernel refuses
     */
    public static void allow(boolean wanted) throws LinuxException {
        try (Memory limits = new Memory(LIMITS)) {
            Libc.check(Libc.getrlimit(RLIMIT_CORE, limits), "getrlimit RLIMIT_CORE");
            limits.setLong(0, wanted ? limits.getLong(Long.BYTES) : 0);
            Libc.check(Libc.setrlimit(RLIMIT_CORE, limits), "setrlimit RLIMIT_CORE");
        }
    }
}
