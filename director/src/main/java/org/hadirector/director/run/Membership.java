package org.hadirector.director.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.hadirector.director.journal.Journal;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceAgent.ResourceStatus;
import org.hadirector.resource.ResourceException;

/**
 * How the resources of a group follow its files: those that left are stopped, those that joined are started where the
 * group runs. What cannot be done holds nothing else up and takes nothing down that runs; it is told until it is done
 * or given up, and each further change tries it again, be it to the same files. Owned by the group's thread.
 */
final class Membership {
    private final String group;
    private final Journal journal;
    private final Consumer<String> busy;

    // Replaced as a whole by the group's thread, read by others. What is wrong, by resource.

    /** Out of the files, and perhaps active still. */
    private volatile Map<ResourceAgent, String> left = Map.of();
    /** In the files, and not started where the group runs. */
    private volatile Map<ResourceAgent, String> missing = Map.of();
    /** Why those that stay do not follow their files. */
    private volatile String notRewired = "";

    /** @param busy told what is going on */
    Membership(String group, Journal journal, Consumer<String> busy) {
        this.group = group;
        this.journal = journal;
        this.busy = busy;
    }

    /** What is still to be done, a sentence each. Any thread. */
    List<String> unfinished() {
        List<String> words = new ArrayList<>(left.values());
        if (!notRewired.isEmpty()) {
            words.add(notRewired);
        }
        words.addAll(missing.values());
        return words;
    }

    /** Resources that are out of the files and could not be stopped. Any thread. */
    List<ResourceAgent> left() {
        return List.copyOf(left.keySet());
    }

    /**
     * The next files count, or the same ones again.
     *
     * @param elsewhere names of resources that other groups have now: they are not stopped here any more
     * @param rewire for resources that stay with other settings
     * @param started whether the group runs here
     */
    void change(
            List<ResourceAgent> before,
            List<ResourceAgent> next,
            Set<String> elsewhere,
            Callable<Void> rewire,
            boolean started) {
        Set<ResourceAgent> gone = new LinkedHashSet<>(before);
        left.keySet().stream()
                .filter(agent -> !elsewhere.contains(agent.name()))
                .forEach(gone::add);
        next.forEach(gone::remove);
        left = stop(List.copyOf(gone));
        notRewired = "";
        try {
            rewire.call();
        } catch (Exception e) {
            notRewired = "resources that stay do not follow their files: " + ResourceException.words(e);
        }
        Set<ResourceAgent> joining = new LinkedHashSet<>(next);
        joining.removeIf(agent -> before.contains(agent) && !missing.containsKey(agent));
        missing = Map.of();
        if (started) {
            start(joining);
        }
    }

    /** Last one first. */
    private Map<ResourceAgent, String> stop(List<ResourceAgent> gone) {
        Map<ResourceAgent, String> failed = new LinkedHashMap<>();
        for (int i = gone.size() - 1; i >= 0; i--) {
            ResourceAgent agent = gone.get(i);
            busy.accept("stopping " + agent.name());
            try {
                agent.stop();
                agent.close();
            } catch (ResourceException | RuntimeException e) {
                String why = agent.name() + " cannot be stopped: " + ResourceException.words(e);
                journal.add("STOP_FAILED", group, "", why, 0, 0, true);
                failed.put(agent, why);
            }
        }
        return Collections.unmodifiableMap(failed);
    }

    /** In their order; what follows one that cannot be started may need it. */
    private void start(Set<ResourceAgent> joining) {
        Map<ResourceAgent, String> failed = new LinkedHashMap<>();
        String first = "";
        for (ResourceAgent agent : joining) {
            if (!first.isEmpty()) {
                failed.put(agent, agent.name() + " is not started before " + first);
                continue;
            }
            busy.accept("starting " + agent.name());
            try {
                if (agent.monitor() != ResourceStatus.RUNNING) {
                    agent.start();
                }
            } catch (ResourceException | RuntimeException e) {
                first = agent.name();
                String why = first + " cannot be started: " + ResourceException.words(e);
                journal.add("START_FAILED", group, "", why, 0, 0, true);
                failed.put(agent, why + remains(agent));
            }
        }
        missing = Collections.unmodifiableMap(failed);
    }

    /** Nobody knows what is left of a resource whose start failed. */
    private static String remains(ResourceAgent agent) {
        try {
            agent.stop();
            return "";
        } catch (ResourceException | RuntimeException e) {
            return ", and not be stopped: " + ResourceException.words(e);
        }
    }

    /** The group was started or stopped as a whole. */
    void whole() {
        missing = Map.of();
    }

    /** The group ends here: the last attempt at what is left. */
    void end() {
        left = stop(List.copyOf(left.keySet()));
        busy.accept("");
    }

    /** An operator saw to what is left, or wants it as it is. */
    void giveUp() {
        left.forEach((agent, why) -> journal.add("GIVEN_UP", group, agent.name(), why, 0, 0, false));
        left = Map.of();
    }
}
