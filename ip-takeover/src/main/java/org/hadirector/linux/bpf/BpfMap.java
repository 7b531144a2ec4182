package org.hadirector.linux.bpf;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.linux.Libc;
import org.hadirector.linux.LinuxException;

/**
 * A BPF map held by a descriptor. Keys and values are native memory of exactly {@link #keySize} and {@link #valueSize}
 * bytes (per-CPU values: 8-byte aligned, one per possible CPU). The map lives on as long as a program uses it. Safe for
 * several threads: one call is one system call on memory of its own.
 */
public final class BpfMap implements AutoCloseable {
    private int fd;
    private final MapDefinition definition;

    private BpfMap(int fd, MapDefinition definition) {
        this.fd = fd;
        this.definition = definition;
    }

    /** Makes a new, empty map; {@code bpftool map create} without the pin. */
    public static BpfMap create(MapDefinition definition) throws LinuxException {
        try (Memory attr = Bpf.attr()) {
            attr.setInt(0, definition.type());
            attr.setInt(4, definition.keySize());
            attr.setInt(8, definition.valueSize());
            attr.setInt(12, definition.maxEntries());
            attr.setInt(16, definition.flags());
            Bpf.name(attr, 28, definition.name());
            int fd = Bpf.check(Bpf.MAP_CREATE, attr, "BPF_MAP_CREATE " + definition.name());
            return new BpfMap(fd, definition);
        }
    }

    /** Opens a map that somebody else made, by its id. */
    public static BpfMap byId(int id) throws LinuxException {
        int fd = Bpf.descriptorOf(Bpf.MAP_GET_FD_BY_ID, id, "BPF_MAP_GET_FD_BY_ID");
        try (Memory info = new Memory(80)) {
            info.clear();
            Bpf.info(fd, info, "BPF_OBJ_GET_INFO_BY_FD of map " + id);
            // struct bpf_map_info: type, id, key_size, value_size, max_entries, map_flags, name
            return new BpfMap(
                    fd,
                    new MapDefinition(
                            info.getString(24),
                            info.getInt(0),
                            info.getInt(8),
                            info.getInt(12),
                            info.getInt(16),
                            info.getInt(20)));
        } catch (LinuxException e) {
            Libc.closeQuietly(fd);
            throw e;
        }
    }

    public String name() {
        return definition.name();
    }

    /** BPF_MAP_TYPE_… of linux/bpf.h. */
    public int type() {
        return definition.type();
    }

    public int keySize() {
        return definition.keySize();
    }

    public int valueSize() {
        return definition.valueSize();
    }

    /** How many keys there may be. */
    public int maxEntries() {
        return definition.maxEntries();
    }

    /** The descriptor, for whoever refers to the map. */
    public int fd() {
        return fd;
    }

    /**
     * Gives the descriptor the lowest free number from there on, before it is used anywhere: the kernel closes those of
     * a process that ends from the highest down.
     *
     * @throws LinuxException when the process may not have so many (RLIMIT_NOFILE); it keeps its number then
     */
    public void renumber(int least) throws LinuxException {
        int higher = Libc.check(
                Libc.fcntl(fd, Libc.F_DUPFD_CLOEXEC, new NativeLong(least)), "fcntl F_DUPFD_CLOEXEC of map " + name());
        Libc.closeQuietly(fd);
        fd = higher;
    }

    /** Sets the value of a key, whether it was there or not; readers in the kernel see the old or the new one. */
    public void put(Memory key, Memory value) throws LinuxException {
        try (Memory attr = element(key, value)) {
            Bpf.check(Bpf.MAP_UPDATE_ELEM, attr, "BPF_MAP_UPDATE_ELEM " + name());
        }
    }

    /** Reads the value of a key into {@code value}; false when there is none. */
    public boolean get(Memory key, Memory value) throws LinuxException {
        try (Memory attr = element(key, value)) {
            return present(Bpf.call(Bpf.MAP_LOOKUP_ELEM, attr), "BPF_MAP_LOOKUP_ELEM");
        }
    }

    /** Removes a key; false when it was not there. */
    public boolean remove(Memory key) throws LinuxException {
        try (Memory attr = element(key, null)) {
            return present(Bpf.call(Bpf.MAP_DELETE_ELEM, attr), "BPF_MAP_DELETE_ELEM");
        }
    }

    /** All keys, as they are while the map may be changing. */
    public List<byte[]> keys() throws LinuxException {
        List<byte[]> keys = new ArrayList<>();
        try (Memory key = new Memory(keySize());
                Memory next = new Memory(keySize());
                Memory attr = Bpf.attr()) {
            attr.setInt(0, fd);
            attr.setLong(16, Pointer.nativeValue(next));
            while (present(Bpf.call(Bpf.MAP_GET_NEXT_KEY, attr), "BPF_MAP_GET_NEXT_KEY")) {
                byte[] bytes = next.getByteArray(0, keySize());
                keys.add(bytes);
                key.write(0, bytes, 0, keySize());
                attr.setLong(8, Pointer.nativeValue(key));
            }
        }
        return keys;
    }

    /** An update made ready once and carried out often without allocation: a lease, a connection. */
    public Update update(Memory key, Memory value) {
        return new Update(element(key, value), key, value);
    }

    @Override
    public void close() {
        Libc.closeQuietly(fd);
    }

    private Memory element(Memory key, Memory value) {
        if (key.size() < keySize() || value != null && value.size() < valueSize()) {
            throw new IllegalArgumentException("key or value too small for map " + name());
        }
        Memory attr = Bpf.attr();
        attr.setInt(0, fd);
        attr.setLong(8, Pointer.nativeValue(key));
        attr.setLong(16, value == null ? 0 : Pointer.nativeValue(value));
        return attr;
    }

    private boolean present(long result, String call) throws LinuxException {
        return result >= 0 || absent(call);
    }

    /** After a call that failed: false when it was for want of the key. */
    private boolean absent(String call) throws LinuxException {
        if (!Bpf.wasAbsent()) {
            throw new LinuxException(call + " " + name(), Libc.errno());
        }
        return false;
    }

    /** One key and its value in memory of their own; whoever writes the value decides about threads. */
    public final class Update {
        private final Memory attr;
        private final Memory key;
        private final Memory value;

        private Update(Memory attr, Memory key, Memory value) {
            this.attr = attr;
            this.key = key;
            this.value = value;
        }

        public Memory key() {
            return key;
        }

        public Memory value() {
            return value;
        }

        /** Writes the value as it is now. */
        public void run() throws LinuxException {
            if (Bpf.call(Bpf.MAP_UPDATE_ELEM, attr) < 0) {
                throw new LinuxException("BPF_MAP_UPDATE_ELEM " + name(), Libc.errno());
            }
        }

        /** Reads the value and removes the key; false when it was not there. Hash maps only, since linux 5.14. */
        public boolean take() throws LinuxException {
            return present(Bpf.call(Bpf.MAP_LOOKUP_AND_DELETE_ELEM, attr), "BPF_MAP_LOOKUP_AND_DELETE_ELEM");
        }
    }
}
