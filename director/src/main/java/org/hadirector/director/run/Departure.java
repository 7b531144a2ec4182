package org.hadirector.director.run;

import java.util.List;
import java.util.function.Consumer;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceException;

/** Stops resources that a reload took out of their group, last one first; one that fails holds no other up. */
final class Departure {
    private Departure() {}

    /**
     * Stops them all, or tries to.
     *
     * @param busy told what is going on
     * @param failed told of each that cannot be stopped
     * @return the first failure, or null
     */
    static ResourceException of(List<ResourceAgent> gone, Consumer<String> busy, Consumer<String> failed) {
        ResourceException failure = null;
        for (int i = gone.size() - 1; i >= 0; i--) {
            ResourceAgent agent = gone.get(i);
            busy.accept("stopping " + agent.name());
            try {
                agent.stop();
                agent.close();
            } catch (ResourceException | RuntimeException e) {
                String why = agent.name() + " cannot be stopped: " + ResourceException.words(e);
                failed.accept(why);
                failure = failure == null ? new ResourceException(why) : failure;
            }
        }
        return failure;
    }
}
