package org.hadirector.linux.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * How long a test waits for what must come, where it does not say so itself: a wait ends as soon as it has come, so a
 * long limit costs time in a failing test only. Awaitility's own ten seconds are less than the kernel may take to end
 * large namespaces, under a lock that its news of carriers and lifetimes of addresses wait for.
 */
public final class Patience implements TestExecutionListener {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        Awaitility.setDefaultTimeout(LIMIT);
    }
}
