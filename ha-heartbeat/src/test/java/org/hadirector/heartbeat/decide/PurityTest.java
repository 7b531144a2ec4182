package org.hadirector.heartbeat.decide;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class PurityTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.hadirector.heartbeat");

    private static final String[] PURE = {"..heartbeat.decide..", "..heartbeat.sim.."};

    @Test
    void shouldKeepCoreAndSimulatorFreeOfIoThreadsClocksAndLoggers() {
        DescribedPredicate<JavaClass> impure = DescribedPredicate.describe(
                "IO, threads, clocks, loggers or foreign libraries", type -> isImpure(type.getName()));
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat(impure)
                .check(CLASSES);
    }

    @Test
    void shouldReadNoClockAndNoEnvironment() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(Math.class, "random")
                .check(CLASSES);
    }

    private static boolean isImpure(String name) {
        boolean known = name.startsWith("java.lang.")
                || name.startsWith("java.util.")
                || name.startsWith("org.hadirector.heartbeat.decide.")
                || name.startsWith("org.hadirector.heartbeat.link.")
                || name.startsWith("org.hadirector.heartbeat.sim.")
                || !name.contains(".")
                || name.startsWith("[");
        // the replay window of a link shares a number with those of the other links
        boolean number = name.equals("java.util.concurrent.atomic.AtomicLong");
        boolean banned = name.startsWith("java.util.concurrent") && !number
                || name.startsWith("java.util.logging")
                || name.startsWith("java.util.Timer")
                || name.startsWith("java.lang.Thread")
                || name.startsWith("java.lang.Process")
                || name.equals("java.lang.Runtime");
        return !known || banned;
    }
}
