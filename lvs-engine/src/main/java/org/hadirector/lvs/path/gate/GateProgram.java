package org.hadirector.lvs.path.gate;

import com.sun.jna.Memory;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.hadirector.linux.LinuxException;
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

    /** skb->mark of super-frames that leave in a tunnel, with the index of their interface in it (ENCAPSULATED). */
    static final int ENCAPSULATED = 0x57000000;

    /** skb->mark of all that the engine sends otherwise: it does not come up again (FROM_ENGINE). */
    static final int FROM_ENGINE = 0x4c56_5356;

    /** Indexes that fit there. */
    static final int MOST_INTERFACES = 0x00ff_ffff;

    static final String VIPS = "gate_vips";
    static final String SERVERS = "gate_servers";
    static final String SERVICES = "gate_services";
    static final String COUNTERS = "gate_counters";
    static final String FLOWS = "gate_flows";
    static final String FLOW_COUNTS = "gate_flow_counts";
    static final String TRUST = "gate_trust";
    static final String CARRIER = "gate_carrier";

    private static final String OBJECT = "gate.o";
    private static final String SECTION = "tc";
    private static final String BACK_SECTION = "back";
    private static final String OUT_SECTION = "out";
    private static final String CARRY_SECTION = "carry";

    /**
     * Above the launcher's pipe to the guardian (999): the kernel closes the descriptors of a dead process from the
     * highest down, and nothing may be carried any more when the guardian takes the addresses away, which looks to the
     * heir as if the lease were over.
     */
    private static final int ABOVE_THE_GUARDIANS = 1000;

    private final Map<String, BpfMap> maps = new HashMap<>();
    private BpfProgram program;
    private BpfProgram back;
    private BpfProgram out;
    private BpfProgram carry;
    private String obstacle = "";

    private GateProgram() {}

    /** Makes the maps and loads the program; on failure nothing is left. */
    static GateProgram load() throws IOException {
        ElfObject object = ElfObject.parse(read());
        GateProgram gate = new GateProgram();
        try {
            for (MapDefinition definition : object.maps().values()) {
                gate.maps.put(definition.name(), BpfMap.create(definition));
            }
            gate.program = gate.load(object, SECTION, "ha_director");
            gate.back = gate.load(object, BACK_SECTION, "ha_director_bk");
            gate.out = gate.load(object, OUT_SECTION, "ha_director_out");
            gate.carry = gate.load(object, CARRY_SECTION, "ha_director_fl");
            gate.obstacle = gate.arm();
            return gate;
        } catch (IOException | RuntimeException e) {
            gate.close();
            throw e;
        }
    }

    private BpfProgram load(ElfObject object, String section, String name) throws IOException {
        byte[] code = object.link(section, map -> map(map).fd());
        return BpfProgram.load(BpfProgram.TYPE_TC, name, code);
    }

    /** Connections may be carried by the gate from now on, until this process ends; else the words why not. */
    private String arm() {
        BpfMap carrier = map(CARRIER);
        try {
            carrier.renumber(ABOVE_THE_GUARDIANS);
        } catch (LinuxException e) {
            return "this process may not have " + (ABOVE_THE_GUARDIANS + 1)
                    + " open files (LimitNOFILE= of its unit, ulimit -n)";
        }
        try (Memory first = new Memory(Integer.BYTES);
                Memory program = new Memory(Integer.BYTES)) {
            first.setInt(0, 0);
            program.setInt(0, carry.fd());
            carrier.put(first, program);
            return "";
        } catch (LinuxException e) {
            return e.getMessage(); // then all packets come up
        }
    }

    /** Why {@link #FLOWS} are of no use, see {@link org.hadirector.lvs.path.FlowCache#obstacle}. */
    String obstacle() {
        return obstacle;
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

    /** At the egress of every interface. */
    BpfProgram out() {
        return out;
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
        for (BpfProgram loaded : Arrays.asList(program, back, out, carry)) {
            if (loaded != null) {
                loaded.close();
            }
        }
        maps.values().forEach(BpfMap::close);
    }
}
