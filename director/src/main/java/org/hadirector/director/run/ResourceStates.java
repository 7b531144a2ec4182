package org.hadirector.director.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceAgent.ResourceStatus;

/**
 * What a group's resources say of themselves while they are started: resource by resource, and which of them failed. A
 * resource that does not say "running" right after its start cannot be judged by its status later.
 */
final class ResourceStates {
    private static final String RUNNING = word(ResourceStatus.RUNNING);

    /** Said "running" after the start. Owned by the group's thread, as everything but {@link #seen}. */
    private final Set<String> watched = new LinkedHashSet<>();

    private volatile Map<String, String> seen = Map.of();

    /** Resource by resource, what the last look said; empty when nothing is started. Any thread. */
    Map<String, String> seen() {
        return seen;
    }

    /** They were started just now. */
    void begin(List<ResourceAgent> agents) {
        watched.clear();
        change(agents);
    }

    /** Some joined just now or left; what ran before and does not any more is still told. */
    void change(List<ResourceAgent> agents) {
        look(agents);
        watched.retainAll(seen.keySet());
        seen.forEach((name, state) -> {
            if (state.equals(RUNNING)) {
                watched.add(name);
            }
        });
    }

    /** The first one that ran and does not any more, in words. */
    Optional<String> failed(List<ResourceAgent> agents) {
        look(agents);
        return watched.stream()
                .filter(name -> !seen.getOrDefault(name, "").equals(RUNNING))
                .map(name -> name + " is " + seen.getOrDefault(name, ""))
                .findFirst();
    }

    /** They are stopped. */
    void clear() {
        watched.clear();
        seen = Map.of();
    }

    private void look(List<ResourceAgent> agents) {
        Map<String, String> states = new LinkedHashMap<>();
        for (ResourceAgent agent : agents) {
            states.put(agent.name(), word(agent.monitor()));
        }
        seen = Collections.unmodifiableMap(states); // in the order of the group
    }

    private static String word(ResourceStatus status) {
        return switch (status) {
            case RUNNING -> "running";
            case STOPPED -> "stopped";
            case FAILED -> "failed";
        };
    }
}
