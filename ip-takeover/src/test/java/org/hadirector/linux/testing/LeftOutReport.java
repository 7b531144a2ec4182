package org.hadirector.linux.testing;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Says at the end of a test run, where nobody can overlook it, which tests were left out and why. */
public final class LeftOutReport implements TestExecutionListener {
    private final Map<String, String> leftOut = new ConcurrentHashMap<>();

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        leftOut.put(test.getDisplayName(), reason);
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        if (!leftOut.isEmpty()) {
            System.err.println("*** LEFT OUT: " + leftOut.size() + " tests or test classes did not run ***");
            new TreeMap<>(leftOut).forEach((name, reason) -> System.err.println("***   " + name + ": " + reason));
        }
    }
}
