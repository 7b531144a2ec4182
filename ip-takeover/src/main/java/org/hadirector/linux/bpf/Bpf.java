package org.hadirector.linux.bpf;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.hadirector.linux.Errno;
import org.hadirector.linux.Libc;
import org.hadirector.linux.LinuxException;

/**
 * The system call bpf(2). {@code union bpf_attr} is stable ABI (linux/bpf.h): fields are written at their offsets into
 * zeroed memory, larger than any kernel's union of them needs, which the kernel accepts as long as the rest is zero.
 */
public final class Bpf {
    static final int MAP_CREATE = 0;
    static final int MAP_LOOKUP_ELEM = 1;
    static final int MAP_UPDATE_ELEM = 2;
    static final int MAP_DELETE_ELEM = 3;
    static final int MAP_GET_NEXT_KEY = 4;
    static final int PROG_LOAD = 5;
    static final int PROG_GET_FD_BY_ID = 13;
    static final int MAP_GET_FD_BY_ID = 14;
    static final int MAP_LOOKUP_AND_DELETE_ELEM = 21;
    static final int OBJ_GET_INFO_BY_FD = 15;

    /** Bytes of {@code union bpf_attr} that this house uses. */
    static final int ATTR_SIZE = 128;

    /** BPF_OBJ_NAME_LEN, with its terminating zero. */
    static final int NAME_SIZE = 16;

    private static final long SYSCALL = numberOf(System.getProperty("os.arch"));

    private Bpf() {}

    /** The number of bpf(2), which differs from one architecture to the next (asm/unistd.h). */
    static long numberOf(String architecture) {
        return switch (architecture) {
            case "amd64", "x86_64" -> 321;
            case "aarch64", "riscv64", "loongarch64" -> 280;
            case "s390x" -> 351;
            case "ppc64le", "ppc64" -> 361;
            default -> throw new UnsupportedOperationException("bpf(2) has no known number on " + architecture);
        };
    }

    /** The bare call: negative on error, errno in {@link Libc#errno}. */
    static long call(int command, Pointer attr) {
        return Libc.syscall(SYSCALL, command, Pointer.nativeValue(attr), ATTR_SIZE, 0, 0);
    }

    /** The call, an error as an exception that names {@code what}. */
    static int check(int command, Pointer attr, String what) throws LinuxException {
        return (int) Libc.check(call(command, attr), what);
    }

    static Memory attr() {
        Memory attr = new Memory(ATTR_SIZE);
        attr.clear();
        return attr;
    }

    /** An object name as the kernel allows it, cut to 15 characters. */
    static void name(Memory attr, int at, String name) {
        for (int i = 0; i < Math.min(name.length(), NAME_SIZE - 1); i++) {
            attr.setByte(at + i, (byte) name.charAt(i));
        }
    }

    /** A new descriptor of the object with that id. */
    static int descriptorOf(int command, int id, String what) throws LinuxException {
        try (Memory attr = attr()) {
            attr.setInt(0, id);
            return check(command, attr, what + " " + id);
        }
    }

    /** Fills {@code info} with {@code struct bpf_prog_info} or {@code bpf_map_info}. */
    static void info(int fd, Memory info, String what) throws LinuxException {
        try (Memory attr = attr()) {
            attr.setInt(0, fd);
            attr.setInt(4, (int) info.size());
            attr.setLong(8, Pointer.nativeValue(info));
            check(OBJ_GET_INFO_BY_FD, attr, what);
        }
    }

    /** Whether the last call failed because what was asked for is not there. */
    static boolean wasAbsent() {
        return Native.getLastError() == Errno.ENOENT;
    }
}
