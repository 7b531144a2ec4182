package org.hadirector.director.cli.linuxha;

import java.util.Set;

/** Finds the program by its name. */
public final class LinuxHa {
    /** What {@code director} can be called as, or told to be by its first word. */
    public static final Set<String> PROGRAMS = Set.of(
            "heartbeat",
            "heartbeat-init",
            "cl_status",
            "hb_standby",
            "hb_takeover",
            "hb_addnode",
            "hb_delnode",
            "hb_setweight",
            "hb_setsite",
            "req_resource",
            "ResourceManager",
            "resource");

    private LinuxHa() {}

    /**
     * Runs a program.
     *
     * @param program one of {@link #PROGRAMS}
     * @return its exit code
     */
    public static int run(String program, Call call) {
        return switch (program) {
            case "heartbeat" -> new HeartbeatProgram(call).run();
            case "heartbeat-init" -> new InitScript(call).run();
            case "cl_status" -> new ClStatus(call).run();
            case "hb_standby" -> MovePrograms.standby(call);
            case "hb_takeover" -> MovePrograms.takeover(call);
            case "req_resource" -> MovePrograms.request(call);
            case "hb_addnode", "hb_delnode" -> NodePrograms.member(call);
            case "hb_setweight" -> NodePrograms.note(call, "weight");
            case "hb_setsite" -> NodePrograms.note(call, "site");
            case "ResourceManager", "resource" -> new ResourceManager(call).run();
            default -> throw new IllegalArgumentException("no program " + program);
        };
    }
}
