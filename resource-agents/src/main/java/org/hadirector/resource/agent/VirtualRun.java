package org.hadirector.resource.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hadirector.lvs.engine.LvsAdmin;
import org.hadirector.lvs.engine.LvsException;
import org.hadirector.lvs.engine.LvsException.Reason;
import org.hadirector.lvs.engine.ServerStatus;
import org.hadirector.lvs.engine.ServiceStatus;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.resource.check.CheckResult;
import org.hadirector.resource.check.GateStep;
import org.hadirector.resource.check.GateStep.Change;
import org.hadirector.resource.check.GateStep.FallbackTurned;
import org.hadirector.resource.check.RealServerGate;
import org.hadirector.resource.config.RealLine;
import org.hadirector.resource.config.VirtualBlock;

/** One virtual service in the engine: does what its gate says, and logs it. Guarded by its agent's lock. */
final class VirtualRun {
    private final VirtualBlock block;
    private final RealServerGate gate;
    private final LvsAdmin lvs;
    private final LdirectordLog log;
    private final Map<RealLine, CheckResult> last = new HashMap<>();

    VirtualRun(VirtualBlock block, boolean readdQuiescent, LvsAdmin lvs, LdirectordLog log) {
        this.block = block;
        this.gate = new RealServerGate(block, readdQuiescent);
        this.lvs = lvs;
        this.log = log;
    }

    VirtualBlock block() {
        return block;
    }

    String id() {
        return block.id();
    }

    /** {@code 10.0.0.1:80 tcp}, or {@code 1 fwm}. */
    String name() {
        return id() + " " + block.protocol();
    }

    /** Why clients are served badly, if they are. */
    Optional<String> complaint() {
        if (gate.isFallbackOn() && block.fallback().isPresent()) {
            return Optional.of("only its fallback server is left");
        }
        Optional<ServiceStatus> status = lvs.service(block.service().key());
        return status.isEmpty() ? Optional.of("it is not in the table") : complaint(status.get());
    }

    private static Optional<String> complaint(ServiceStatus status) {
        List<ServerStatus> weighted = status.servers().stream()
                .filter(server -> server.server().weight() > 0)
                .toList();
        if (status.servers().isEmpty()) {
            return Optional.of("it has no real server");
        }
        if (weighted.isEmpty()) {
            return Optional.of("all its real servers have weight 0: no new client gets one");
        }
        if (weighted.stream().anyMatch(ServerStatus::isReachable)) {
            return Optional.empty();
        }
        return Optional.of("no neighbour answers for "
                + weighted.stream()
                        .map(server -> server.server().address().getHostAddress())
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", ")));
    }

    boolean isFallbackOn() {
        return gate.isFallbackOn();
    }

    /** Puts the service into the table; servers follow as the gate says. */
    void begin() throws LvsException {
        ServiceKey key = block.service().key();
        LvsAdmin.Entry existing = lvs.table().stream()
                .filter(entry -> entry.service().key().equals(key))
                .findFirst()
                .orElse(null);
        if (existing == null) {
            lvs.addService(block.service());
            log.log("Added virtual server: " + id());
        } else {
            lvs.editService(block.service());
            log.log("Changed virtual server: " + id());
        }
        perform(gate.begin(existing == null ? List.of() : existing.servers()));
    }

    /** Takes over from what the former file made of this service; its servers and connections stay where they can. */
    List<FallbackTurned> succeed(VirtualRun former) throws LvsException {
        if (!former.block.service().equals(block.service())) {
            lvs.editService(block.service());
            log.log("Changed virtual server: " + id());
        }
        for (RealLine real : block.reals()) {
            former.last.forEach((old, result) -> {
                if (old.id().equals(real.id())) {
                    last.put(real, result);
                }
            });
        }
        return perform(gate.succeed(former.gate));
    }

    /** The file does not have the service any more; its servers go with it. */
    void purge() throws LvsException {
        delete();
        log.log("Purged virtual server (start): " + id());
    }

    private void remove() throws LvsException {
        perform(gate.end());
        delete();
    }

    /** Applies a result; tells whether the fallback turned. */
    List<FallbackTurned> checked(RealLine real, CheckResult result) {
        last.put(real, result);
        return perform(gate.checked(real, result));
    }

    void end() throws LvsException {
        if (!block.cleanStop()) {
            return;
        }
        remove();
    }

    private void delete() throws LvsException {
        try {
            lvs.deleteService(block.service().key());
        } catch (LvsException e) {
            if (e.reason() != Reason.NO_SUCH_SERVICE && e.reason() != Reason.SERVICE_NOT_DEFINED) {
                throw e;
            }
        }
    }

    List<LdirectordAgent.ServerState> servers() {
        List<LdirectordAgent.ServerState> states = new ArrayList<>();
        for (RealLine real : block.reals()) {
            boolean up = gate.isUp(real);
            CheckResult result = last.get(real);
            String reason = result instanceof CheckResult.Down down ? down.reason() : "";
            states.add(
                    new LdirectordAgent.ServerState(id(), real.id(), up, result == null ? "not checked yet" : reason));
        }
        return states;
    }

    private List<FallbackTurned> perform(List<GateStep> steps) {
        List<FallbackTurned> turned = new ArrayList<>();
        for (GateStep step : steps) {
            if (step instanceof Change change) {
                perform(change);
            } else if (step instanceof GateStep.Note note) {
                log.log(note.log());
            } else if (step instanceof FallbackTurned fallback) {
                turned.add(fallback);
            }
        }
        return turned;
    }

    /** A table that somebody else changed meanwhile is brought to what it should be; other refusals are logged. */
    private void perform(Change change) {
        ServiceKey key = block.service().key();
        try {
            switch (change.operation()) {
                case ADD -> addOrEdit(key, change.server());
                case EDIT -> editOrAdd(key, change.server());
                case DELETE -> delete(key, change.server());
                default -> throw new IllegalStateException("operation " + change.operation());
            }
            log.log(change.log());
        } catch (LvsException e) {
            log.log(change.log() + " failed: " + e.getMessage());
        }
    }

    private void addOrEdit(ServiceKey key, RealServer server) throws LvsException {
        try {
            lvs.addServer(key, server);
        } catch (LvsException e) {
            if (e.reason() != Reason.DESTINATION_EXISTS) {
                throw e;
            }
            lvs.editServer(key, server);
        }
    }

    private void editOrAdd(ServiceKey key, RealServer server) throws LvsException {
        try {
            lvs.editServer(key, server);
        } catch (LvsException e) {
            if (e.reason() != Reason.NO_SUCH_DESTINATION) {
                throw e;
            }
            lvs.addServer(key, server);
        }
    }

    private void delete(ServiceKey key, RealServer server) throws LvsException {
        try {
            lvs.deleteServer(key, server);
        } catch (LvsException e) {
            if (e.reason() != Reason.NO_SUCH_DESTINATION) {
                throw e;
            }
        }
    }
}
