package org.hadirector.linux.testing;

import org.hadirector.linux.Libc;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Says, in the test report, that a test was left out for want of root. */
final class RootCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return Libc.geteuid() == 0
                ? ConditionEvaluationResult.enabled("root")
                : ConditionEvaluationResult.disabled("needs root; run sudo packaging/test.sh");
    }
}
