package org.hadirector.lvs.path.gate;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.hadirector.linux.bpf.BpfMap;
import org.hadirector.linux.bpf.BpfProgram;
import org.hadirector.linux.bpf.ElfObject;
import org.hadirector.linux.bpf.MapDefinition;

/** The gate's program and maps, loaded into the kernel but not attached yet; what the C source calls by name. */
final class GateProgram implements AutoCloseable {
    /** skb->mark of the frames that the program diverts (DIVERTED_MARK). */
    static final int MARK = 0x4c565355;

    static final String VIPS = "gate_vips";
    static final String SERVICES = "gate_services";
    static final String COUNTERS = "gate_counters";

    private static final String OBJECT = "gate.o";
    private static final String SECTION = "tc";

    private final Map<String, BpfMap> maps = new HashMap<>();
    private BpfProgram program;

    private GateProgram() {}

    /** Makes the maps and loads the program; on failure nothing is left. */
    static GateProgram load() throws IOException {
        ElfObject object = ElfObject.parse(read());
        GateProgram gate = new GateProgram();
        try {
            for (MapDefinition definition : object.maps().values()) {
                gate.maps.put(definition.name(), BpfMap.create(definition));
            }
            byte[] code = object.link(SECTION, name -> gate.map(name).fd());
            gate.program = BpfProgram.load(BpfProgram.TYPE_TC, "ha_director", code);
            return gate;
        } catch (IOException | RuntimeException e) {
            gate.close();
            throw e;
        }
    }

    private static byte[] read() throws IOException {
        try (InputStream in = GateProgram.class.getResourceAsStream(OBJECT)) {
            if (in == null) {
                throw new IOException(OBJECT + " is not in this build (lvs-engine/src/main/bpf/build.sh makes it)");
            }
            return in.readAllBytes();
        }
    }

    BpfProgram program() {
        return program;
    }

    BpfMap map(String name) {
        BpfMap map = maps.get(name);
        if (map == null) {
            throw new IllegalArgumentException(OBJECT + " has no map " + name);
        }
        return map;
    }

    /** Gives the descriptors back; what is attached lives on in the kernel. */
    @Override
    public void close() {
        if (program != null) {
            program.close();
        }
        maps.values().forEach(BpfMap::close);
    }
}
