package org.hadirector.director.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.hadirector.director.control.ControlHandler;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.director.log.LogFiles;
import org.hadirector.heartbeat.decide.CoreView;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.link.Note;

/** What the daemon does for the commands that talk to it. */
final class DaemonVerbs implements ControlHandler {
    private static final Logger LOG = LogManager.getLogger(LogFiles.HEARTBEAT);

    /** Before the key of the only group that a move is about. */
    private static final String GROUP = "group=";

    private static final List<String> FOR_LOOKING = List.of("status", "cl_status");

    private static final int REFUSED = 3;
    private static final long MOVE_WAIT_S = 120;

    private final Beliefs beliefs;
    private final Inbox inbox;
    private final Answers answers;
    private final StatusTree status;
    private final LinuxHaTree linuxHa;
    private final Reloader reload;
    private final Collection<GroupRunner> runners;
    private final LongSupplier clock;
    private final Supplier<Map<String, Object>> more;
    private final Function<ControlRequest, ControlReply> lvs;

    /** What the core believes. */
    @FunctionalInterface
    interface Beliefs {
        CoreView now() throws InterruptedException, ExecutionException, TimeoutException;
    }

    /**
     * @param clock the deciding duty's
     * @param more what else belongs into the status, such as the engine's counters
     * @param lvs ipvsadm on the running engine
     */
    DaemonVerbs(
            Beliefs beliefs,
            Inbox inbox,
            Answers answers,
            StatusTree status,
            LinuxHaTree linuxHa,
            Reloader reload,
            Collection<GroupRunner> runners,
            LongSupplier clock,
            Supplier<Map<String, Object>> more,
            Function<ControlRequest, ControlReply> lvs) {
        this.beliefs = beliefs;
        this.inbox = inbox;
        this.answers = answers;
        this.status = status;
        this.linuxHa = linuxHa;
        this.reload = reload;
        this.runners = runners;
        this.clock = clock;
        this.more = more;
        this.lvs = lvs;
    }

    @Override
    public ControlReply handle(ControlRequest request) {
        LOG.debug("request: {} {}", request.verb(), request.args());
        return switch (request.verb()) {
            case "status" -> status();
            case "cl_status" -> clStatus();
            case "note" -> note(request.args());
            case "reload" -> reload.handle(request);
            case "standby" -> move(Input.Verb.STANDBY, request);
            case "takeover" -> move(Input.Verb.TAKEOVER, request);
            case "fence" -> fence(request.args());
            case "clear" -> clear(request.args());
            case LvsVerb.LVS, LvsVerb.IPVSADM -> lvs.apply(request);
            default -> ControlReply.text(2, "this daemon knows no verb " + request.verb());
        };
    }

    @Override
    public void missed(ControlRequest request) {
        if (!FOR_LOOKING.contains(request.verb())) {
            String order = request.verb() + " " + String.join(" ", request.args());
            LOG.warn("not carried out, whoever asked for it has given up: {}", order.strip());
        }
    }

    private ControlReply status() {
        return look(view -> {
            Map<String, Object> tree = new LinkedHashMap<>(status.tree(view));
            tree.putAll(more.get());
            return tree;
        });
    }

    private ControlReply clStatus() {
        return look(view -> linuxHa.tree(view, status.held(view)));
    }

    /** hb_setweight and hb_setsite: what, node, value. */
    private ControlReply note(List<String> args) {
        if (args.size() != 3) {
            return ControlReply.text(2, "director: a note needs three words");
        }
        String node = args.get(1).toLowerCase(Locale.ROOT);
        if (!linuxHa.isMember(node)) {
            return ControlReply.text(1, "director: no node " + args.get(1) + " in ha.cf");
        }
        if (!Note.allows(args.get(2))) {
            return ControlReply.text(
                    1,
                    "director: a " + args.get(0) + " has at most " + Note.MAX_BYTES
                            + " bytes and no control characters");
        }
        Note.Kind kind = args.get(0).equals("weight") ? Note.Kind.WEIGHT : Note.Kind.SITE;
        Answers.Pending pending = answers.next();
        inbox.offer(new Input.Noted(pending.id(), node, kind, args.get(2)));
        return outcome(pending);
    }

    private ControlReply look(Function<CoreView, Map<String, Object>> tree) {
        try {
            return ControlReply.of(tree.apply(beliefs.now()));
        } catch (TimeoutException | ExecutionException e) {
            return ControlReply.text(REFUSED, "director: the deciding duty does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ControlReply.text(1, "director: the daemon is ending");
        }
    }

    private ControlReply fence(List<String> args) {
        if (args.size() != 2 || !args.get(0).equals("confirm")) {
            return ControlReply.text(2, "director: fence confirm NODE");
        }
        Answers.Pending pending = answers.next();
        inbox.offer(new Input.FenceConfirmed(pending.id(), args.get(1).toLowerCase(Locale.ROOT), endNs()));
        return outcome(pending);
    }

    /** What made a group fail is mended; without a word: every group. */
    private ControlReply clear(List<String> args) {
        List<String> cleared = new ArrayList<>();
        for (GroupRunner runner : runners) {
            String key = runner.group().key();
            if (args.isEmpty() || args.contains(key)) {
                runner.clearFault();
                inbox.offer(new Input.FaultCleared(key));
                cleared.add(key);
            }
        }
        return cleared.isEmpty()
                ? ControlReply.text(2, "director: no resource group " + String.join(" ", args))
                : ControlReply.text(0, "cleared: " + String.join(" ", cleared));
    }

    private ControlReply move(Input.Verb verb, ControlRequest request) {
        List<String> args = request.args();
        String word = args.isEmpty() ? "all" : args.get(0);
        if (!List.of("all", "local", "foreign").contains(word)) {
            return ControlReply.text(2, "director: all, local or foreign, not " + word);
        }
        String group = args.stream()
                .filter(arg -> arg.startsWith(GROUP))
                .map(arg -> arg.substring(GROUP.length()))
                .findFirst()
                .orElse("");
        Answers.Pending pending = answers.next();
        boolean waits = !args.contains("nowait");
        inbox.offer(new Input.OperatorRequest(
                pending.id(),
                verb,
                Input.Scope.valueOf(word.toUpperCase(Locale.ROOT)),
                group,
                waits ? endNs() : request.byNs() == 0 ? Input.NO_END : request.byNs()));
        if (!waits) {
            return ControlReply.text(0, "");
        }
        return outcome(pending);
    }

    /** What the deciding duty comes to later is void, for nobody waits for its outcome. */
    private long endNs() {
        return clock.getAsLong() + TimeUnit.SECONDS.toNanos(MOVE_WAIT_S);
    }

    private static ControlReply outcome(Answers.Pending pending) {
        try {
            Answers.Outcome outcome = pending.outcome().get(MOVE_WAIT_S, TimeUnit.SECONDS);
            int exit = outcome.ok() ? 0 : REFUSED;
            ControlReply text = ControlReply.text(exit, (exit == 0 ? "" : "director: ") + outcome.text());
            return new ControlReply(exit, text.out(), text.err(), Map.of("ok", outcome.ok(), "text", outcome.text()));
        } catch (TimeoutException | ExecutionException e) {
            return ControlReply.text(REFUSED, "director: not done within " + MOVE_WAIT_S + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ControlReply.text(1, "director: the daemon is ending");
        }
    }
}
