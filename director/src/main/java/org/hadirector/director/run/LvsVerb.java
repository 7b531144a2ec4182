package org.hadirector.director.run;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.lvs.engine.LvsControl;
import org.hadirector.lvs.ipvsadm.IpvsadmCommand;
import org.hadirector.lvs.ipvsadm.IpvsadmResult;
import org.hadirector.lvs.ipvsadm.MarkCommand;
import org.hadirector.lvs.ipvsadm.NameService;
import org.hadirector.lvs.ipvsadm.ProcCommand;
import org.hadirector.lvs.ipvsadm.SysctlCommand;
import org.hadirector.lvs.ipvsadm.SystemNames;

/**
 * What a running engine does for {@code director lvs} and {@code ipvsadm}: ipvsadm's own grammar, and for
 * {@code director lvs} some words more.
 */
final class LvsVerb {
    /** {@code director lvs}: ipvsadm's grammar and our own words. */
    static final String LVS = "lvs";

    /** {@code ipvsadm}: nothing but its grammar. */
    static final String IPVSADM = "ipvsadm";

    private final LvsControl engine;
    private final Supplier<Map<String, Object>> status;
    private final NameService names;

    /** @param status of whatever runs the engine */
    LvsVerb(LvsControl engine, Supplier<Map<String, Object>> status) {
        this.engine = engine;
        this.status = status;
        this.names = new SystemNames(Path.of("/etc/services"));
    }

    ControlReply run(ControlRequest request) {
        String word = request.args().isEmpty() ? "" : request.args().get(0);
        List<String> more = request.args().isEmpty()
                ? List.of()
                : request.args().subList(1, request.args().size());
        return switch (request.verb().equals(LVS) ? word : "") {
            case "status" -> more.isEmpty() ? status() : ControlReply.text(2, "director: lvs status takes no words");
            case "mark" -> reply(MarkCommand.run(more, request.stdin(), engine, names));
            case "proc" -> reply(ProcCommand.part(more, request.from(), engine));
            case "sysctl" -> reply(SysctlCommand.run(more, engine.settings()));
            default -> ipvsadm(request);
        };
    }

    private ControlReply status() {
        StringBuilder text = new StringBuilder();
        lines("", status.get(), text);
        return new ControlReply(0, text.toString(), "", Map.of());
    }

    private static void lines(String before, Map<?, ?> tree, StringBuilder text) {
        tree.forEach((key, value) -> {
            if (value instanceof Map<?, ?> inner) {
                lines(before + key + ".", inner, text);
            } else {
                text.append(before).append(key).append(' ').append(value).append('\n');
            }
        });
    }

    private ControlReply ipvsadm(ControlRequest request) {
        ByteArrayInputStream stdin = new ByteArrayInputStream(request.stdin().getBytes(StandardCharsets.UTF_8));
        return reply(IpvsadmCommand.part(request.args(), stdin, request.from(), engine, names));
    }

    private static ControlReply reply(IpvsadmResult result) {
        Map<String, Object> goesOn = new LinkedHashMap<>();
        if (result.stream() != IpvsadmResult.Stream.NONE) {
            goesOn.put("stream", result.stream().name());
        }
        if (result.next() >= 0) {
            goesOn.put("next", result.next());
        }
        return new ControlReply(result.exitCode(), result.out(), result.err(), goesOn);
    }
}
