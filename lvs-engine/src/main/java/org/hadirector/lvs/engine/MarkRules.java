package org.hadirector.lvs.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.hadirector.lvs.engine.LvsException.Reason;
import org.hadirector.lvs.mark.MarkRule;
import org.hadirector.lvs.mark.MarkTable;
import org.hadirector.lvs.path.ServiceKey;

/**
 * The rules that give packets a firewall mark. Packets are taken up for a rule only while a service with its mark is
 * there: all others are none of the engine's business. Any thread may call; each call takes effect for the next packet,
 * a failing one changes nothing.
 */
public final class MarkRules {
    private final Object control;
    private final Diversions diversions;
    private final Consumer<MarkTable> packets;
    private final ToIntFunction<String> devices;
    private final List<MarkRule> rules = new ArrayList<>();
    private final Set<ServiceKey> taken = new HashSet<>();
    private final Set<ServiceKey> services = new HashSet<>();
    private List<Integer> indexes = List.of();

    /**
     * @param control the engine's control lock
     * @param packets takes a new table to the packet thread
     * @param devices the index of an interface by its name, 0 if there is none now
     */
    MarkRules(Object control, Diversions diversions, Consumer<MarkTable> packets, ToIntFunction<String> devices) {
        this.control = control;
        this.diversions = diversions;
        this.packets = packets;
        this.devices = devices;
    }

    /** In the order in which they are tried; the last one that fits decides. */
    public List<MarkRule> list() {
        synchronized (control) {
            return List.copyOf(rules);
        }
    }

    /** Whether a service has the mark of the rule, so that it matters. */
    public boolean isUsed(MarkRule rule) {
        synchronized (control) {
            return services.contains(ServiceKey.ofMark(rule.mark(), rule.isIpv6()));
        }
    }

    /** Adds a rule behind the others. */
    public void add(MarkRule rule) throws LvsException {
        synchronized (control) {
            if (rules.contains(rule)) {
                throw new LvsException(Reason.MARK_EXISTS);
            }
            List<MarkRule> next = new ArrayList<>(rules);
            next.add(rule);
            change(next);
        }
    }

    /** Removes a rule. */
    public void remove(MarkRule rule) throws LvsException {
        synchronized (control) {
            List<MarkRule> next = new ArrayList<>(rules);
            if (!next.remove(rule)) {
                throw new LvsException(Reason.NO_SUCH_MARK);
            }
            change(next);
        }
    }

    /** Puts these rules in the place of all that are there. */
    public void replace(List<MarkRule> next) throws LvsException {
        synchronized (control) {
            change(new ArrayList<>(next));
        }
    }

    /**
     * Moves from one configuration to another: what {@code after} names is there, what only {@code before} named goes,
     * what an administrator has added stays.
     */
    public void reconfigure(List<MarkRule> before, List<MarkRule> after) throws LvsException {
        synchronized (control) {
            List<MarkRule> next = new ArrayList<>(after);
            for (MarkRule rule : rules) {
                if (!before.contains(rule) && !after.contains(rule)) {
                    next.add(rule);
                }
            }
            if (!next.equals(rules)) {
                change(next);
            }
        }
    }

    private void change(List<MarkRule> next) throws LvsException {
        List<MarkRule> before = List.copyOf(rules);
        rules.clear();
        rules.addAll(next);
        PathCalls.wholly(() -> PathCalls.must(this::take), () -> {
            rules.clear();
            rules.addAll(before);
            PathCalls.must(this::take);
        });
        publish();
    }

    /** A service has come or gone; under the control lock. */
    void follow(ServiceKey service, boolean present) throws IOException {
        if (service.isMark() && (present ? services.add(service) : services.remove(service))) {
            take();
        }
    }

    private void take() throws IOException {
        Set<ServiceKey> wanted = new HashSet<>();
        for (MarkRule rule : rules) {
            if (services.contains(ServiceKey.ofMark(rule.mark(), rule.isIpv6()))) {
                wanted.addAll(rule.packets());
            }
        }
        for (ServiceKey key : wanted) {
            diversions.add(key, Diversions.Cause.MARK);
            taken.add(key);
        }
        for (ServiceKey key : List.copyOf(taken)) {
            if (!wanted.contains(key)) {
                diversions.remove(key, Diversions.Cause.MARK);
                taken.remove(key);
            }
        }
    }

    /** Housekeeping: interfaces that rules name may have come or gone; under the control lock. */
    void keepHouse() {
        if (!indexes.equals(indexes())) {
            publish();
        }
    }

    private List<Integer> indexes() {
        return rules.stream()
                .filter(rule -> !rule.device().isEmpty())
                .map(rule -> devices.applyAsInt(rule.device()))
                .toList();
    }

    private void publish() {
        indexes = indexes();
        packets.accept(new MarkTable(rules, devices));
    }
}
