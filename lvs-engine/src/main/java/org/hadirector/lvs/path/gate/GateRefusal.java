package org.hadirector.lvs.path.gate;

import java.io.IOException;
import org.hadirector.linux.Errno;
import org.hadirector.linux.LinuxException;

/** What a kernel means that refuses the gate, and what to do about it: for whoever starts a director in a container. */
final class GateRefusal {
    private static final int ENOSYS = 38;
    private static final int EOPNOTSUPP = 95;
    private static final int EAFNOSUPPORT = 97;

    /** What the gate is put together of. */
    enum Step {
        LOAD(
                "loading its program into the kernel",
                "it takes CAP_BPF (or CAP_SYS_ADMIN), and a container's seccomp profile must allow bpf(2)",
                "the kernel is built without CONFIG_BPF_SYSCALL"),
        TAP(
                "opening its packet ring",
                "it takes CAP_NET_RAW, and CAP_NET_ADMIN for the send buffer",
                "the kernel is built without CONFIG_PACKET"),
        ATTACH(
                "hanging its program at the interfaces",
                "it takes CAP_NET_ADMIN in the network namespace",
                "the kernel lacks CONFIG_NET_SCH_INGRESS or CONFIG_NET_CLS_BPF (modprobe sch_ingress cls_bpf)");

        private final String what;
        private final String permission;
        private final String feature;

        Step(String what, String permission, String feature) {
            this.what = what;
            this.permission = permission;
            this.feature = feature;
        }
    }

    /** A part of the work. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    private GateRefusal() {}

    /** Does a part of the work; when the kernel refuses, the message says which one, why, and what it takes. */
    static <T> T explained(Step step, Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (IOException e) {
            throw explain(step, e);
        }
    }

    /** The exception with an explanation if there is one to give; else as it is. */
    static IOException explain(Step step, IOException refused) {
        Throwable reason = refused instanceof LinuxException ? refused : refused.getCause();
        if (!(reason instanceof LinuxException)) {
            return refused;
        }
        String remedy =
                switch (((LinuxException) reason).errno()) {
                    case Errno.EPERM, Errno.EACCES -> step.permission;
                    case ENOSYS, EOPNOTSUPP, EAFNOSUPPORT -> step.feature;
                    case Errno.ENOENT -> step == Step.ATTACH ? step.feature : "";
                    case Errno.ENOMEM -> "there is no memory left for it (or, before kernel 5.11, RLIMIT_MEMLOCK)";
                    default -> "";
                };
        String text = "the gate failed at " + step.what + ": " + refused.getMessage();
        return new IOException(remedy.isEmpty() ? text : text + "; " + remedy, refused);
    }
}
