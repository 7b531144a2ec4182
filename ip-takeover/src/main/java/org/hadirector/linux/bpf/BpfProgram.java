package org.hadirector.linux.bpf;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.hadirector.linux.Libc;
import org.hadirector.linux.LinuxException;

/** A program in the kernel, held by a descriptor; it lives on as long as it is attached somewhere. */
public final class BpfProgram implements AutoCloseable {
    /** BPF_PROG_TYPE_SCHED_CLS: a classifier of tc. */
    public static final int TYPE_TC = 3;

    private static final int LOG_SIZE = 1 << 20;
    private static final int INSTRUCTION = 8;
    private static final int INFO_SIZE = 80;

    /** Only helpers open to everybody are used; a program that needs the others must say so itself. */
    private static final String LICENSE = "ha-director";

    private final int fd;

    private BpfProgram(int fd) {
        this.fd = fd;
    }

    /**
     * Loads verified code.
     *
     * @param name shown by {@code bpftool prog}, at most 15 characters
     * @param code instructions whose map references are already descriptors ({@link ElfObject#link})
     * @throws IOException when the kernel refuses; the message ends with the verifier's words
     */
    public static BpfProgram load(int type, String name, byte[] code) throws IOException {
        try (Memory attr = Bpf.attr();
                Memory instructions = new Memory(code.length);
                Memory license = new Memory(LICENSE.length() + 1L)) {
            instructions.write(0, code, 0, code.length);
            license.setString(0, LICENSE);
            attr.setInt(0, type);
            attr.setInt(4, code.length / INSTRUCTION);
            attr.setLong(8, Pointer.nativeValue(instructions));
            attr.setLong(16, Pointer.nativeValue(license));
            Bpf.name(attr, 48, name);
            long fd = Bpf.call(Bpf.PROG_LOAD, attr);
            return new BpfProgram((int) (fd >= 0 ? fd : loadAloud(attr, name)));
        }
    }

    /** The log costs time and memory, so it is asked for only by a second try. */
    private static long loadAloud(Memory attr, String name) throws IOException {
        try (Memory log = new Memory(LOG_SIZE)) {
            log.setByte(0, (byte) 0);
            attr.setInt(24, 1);
            attr.setInt(28, LOG_SIZE);
            attr.setLong(32, Pointer.nativeValue(log));
            long fd = Bpf.call(Bpf.PROG_LOAD, attr);
            if (fd >= 0) {
                return fd;
            }
            LinuxException refused = new LinuxException("BPF_PROG_LOAD " + name, Libc.errno());
            String words = log.getString(0).strip();
            throw words.isEmpty() ? refused : new IOException(refused.getMessage() + "\n" + words, refused);
        }
    }

    /** Opens a loaded program by its id. */
    public static BpfProgram byId(int id) throws LinuxException {
        return new BpfProgram(Bpf.descriptorOf(Bpf.PROG_GET_FD_BY_ID, id, "BPF_PROG_GET_FD_BY_ID"));
    }

    /** The kernel's id of the program. */
    public int id() throws LinuxException {
        try (Memory info = new Memory(INFO_SIZE)) {
            info.clear();
            Bpf.info(fd, info, "BPF_OBJ_GET_INFO_BY_FD of a program");
            return info.getInt(4);
        }
    }

    /** The ids of the maps it uses, at most 64 of them. */
    public List<Integer> mapIds() throws LinuxException {
        int room = 64;
        try (Memory info = new Memory(INFO_SIZE);
                Memory ids = new Memory(4L * room)) {
            info.clear();
            info.setInt(52, room);
            info.setLong(56, Pointer.nativeValue(ids));
            Bpf.info(fd, info, "BPF_OBJ_GET_INFO_BY_FD of a program");
            int count = Math.min(room, info.getInt(52));
            return IntStream.range(0, count).mapToObj(i -> ids.getInt(4L * i)).toList();
        }
    }

    /** The descriptor, for whoever refers to the program. */
    public int fd() {
        return fd;
    }

    @Override
    public void close() {
        Libc.closeQuietly(fd);
    }
}
