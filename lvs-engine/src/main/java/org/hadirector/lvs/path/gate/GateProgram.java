package org.hadirector.lvs.path.gate;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.hadirector.linux.bpf.BpfMap;
import org.hadirector.linux.bpf.BpfProgram;
import org.hadirector.linux.bpf.ElfObject;
import org.hadirector.linux.bpf.MapDefinition;

/** The gate's programs and maps, loaded into the kernel but not attached yet; what the C source calls by name. */
final class GateProgram implements AutoCloseable {
    /** skb->mark of the frames that the program diverts (DIVERTED_MARK). */
    static final int MARK = 0x4c565355;

    /** skb->mark of the frames that are given back to the stack, with an interface's index in it (GIVEN_BACK). */
    static final int GIVEN_BACK = 0x56000000;

    /** Indexes that fit there. */
    static final int MOST_INTERFACES = 0x00ff_ffff;

    static final String VIPS = "gate_vips";
    static final String SERVICES = "gate_services";
    static final String COUNTERS = "gate_counters";

    private static final String OBJECT = "gate.o";
    private static final String SECTION = "tc";
    private static final String BACK_SECTION = "back";

    private final Map<String, BpfMap> maps = new HashMap<>();
    private BpfProgram program;
    private BpfProgram back;

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
            byte[] backCode = object.link(BACK_SECTION, name -> gate.map(name).fd());
            gate.back = BpfProgram.load(BpfProgram.TYPE_TC, "ha_director_bk", backCode);
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

    /** At the ingress of every interface. */
    BpfProgram program() {
        return program;
    }

    /** At the egress of loopback. */
    BpfProgram back() {
        return back;
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
        if (back != null) {
            back.close();
        }
        maps.values().forEach(BpfMap::close);
    }
}
