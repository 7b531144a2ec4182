package org.hadirector.director.lab;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hadirector.director.journal.JournalEntry;
import org.hadirector.director.journal.JournalReader;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * A lab test that failed tells what the nodes say, before its lab goes: a failure that comes once in a hundred runs has
 * to be understood from one report.
 */
final class LabEvidence implements InvocationInterceptor {
    private static final int LINES = 60;

    /** Its message is what the nodes said; the failure itself carries it. */
    private static final class Said extends Exception {
        private static final long serialVersionUID = 1;

        Said(String text) {
            super(text, null, false, false);
        }
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceed(invocation, context);
    }

    @Override
    public void interceptDynamicTest(
            Invocation<Void> invocation, DynamicTestInvocationContext part, ExtensionContext context) throws Throwable {
        proceed(invocation, context);
    }

    private static void proceed(Invocation<Void> invocation, ExtensionContext context) throws Throwable {
        try {
            invocation.proceed();
        } catch (TestAbortedException e) {
            throw e;
        } catch (Throwable e) {
            LabTest test = test(context);
            if (test.bench != null) {
                e.addSuppressed(new Said(said(test)));
            }
            throw e;
        }
    }

    /** Of a part of a test only what made the parts knows the object. */
    private static LabTest test(ExtensionContext context) {
        return context.getTestInstance()
                .map(LabTest.class::cast)
                .orElseGet(() -> test(context.getParent().orElseThrow()));
    }

    private static String said(LabTest test) {
        StringBuilder text = new StringBuilder();
        LabPlan plan = test.plan;
        for (LabHost node : plan.hosts(LabHost.Role.DIRECTOR)) {
            text.append("\n--- status of ").append(node.name()).append('\n').append(status(test, node));
            text.append("--- journal of ").append(node.name()).append('\n').append(journal(plan, node));
            text.append("--- ha-log of ").append(node.name()).append('\n').append(log(plan, node));
        }
        return text.toString();
    }

    private static String status(LabTest test, LabHost node) {
        try {
            return test.statusText(node.name());
        } catch (IOException e) {
            return e.getMessage() + "\n";
        }
    }

    private static String journal(LabPlan plan, LabHost node) {
        try {
            StringBuilder text = new StringBuilder();
            for (JournalEntry entry : tail(new JournalReader(plan.stateDir(node)).all())) {
                text.append(entry.encode()).append('\n');
            }
            return text.toString();
        } catch (IOException e) {
            return e + "\n";
        }
    }

    private static String log(LabPlan plan, LabHost node) {
        Path log = plan.logDir(node).resolve("ha-log");
        try {
            return String.join("\n", tail(Files.readAllLines(log))) + "\n";
        } catch (IOException e) {
            return e + "\n";
        }
    }

    private static <T> List<T> tail(List<T> lines) {
        return lines.subList(Math.max(0, lines.size() - LINES), lines.size());
    }
}
