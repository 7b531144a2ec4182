package org.hadirector.director;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules that hold the house up (architecture.md, sections 1 and 3), on the classes of all modules. */
class ModuleRulesTest {
    private static JavaClasses house;

    /** Adapters whose blocking medium or library forces a thread upon them, and the laboratory. */
    private static final Set<String> MAY_MAKE_THREADS = Set.of(
            "org.hadirector.linux.NetworkNamespace",
            "org.hadirector.heartbeat.jgroups.LinkThreads",
            "org.hadirector.director");

    @BeforeAll
    static void readTheHouse() {
        house = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("org.hadirector");
    }

    @Test
    void shouldDependOnlyOnModulesAbove() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("ip-takeover")
                .definedBy("org.hadirector.linux..", "org.hadirector.takeover..")
                .layer("lvs-engine")
                .definedBy("org.hadirector.lvs..")
                .layer("resource-agents")
                .definedBy("org.hadirector.resource..")
                .layer("ha-heartbeat")
                .definedBy("org.hadirector.heartbeat..")
                .layer("director")
                .definedBy("org.hadirector.director..")
                .whereLayer("director")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("ha-heartbeat")
                .mayOnlyBeAccessedByLayers("director")
                .whereLayer("resource-agents")
                .mayOnlyBeAccessedByLayers("director")
                .whereLayer("lvs-engine")
                .mayOnlyBeAccessedByLayers("resource-agents", "director")
                .whereLayer("ip-takeover")
                .mayOnlyBeAccessedByLayers("lvs-engine", "resource-agents", "director")
                .check(house);
    }

    @Test
    void shouldUseOnlyTheSystemCallsOfTakeoverInTheEngine() {
        noClasses()
                .that()
                .resideInAPackage("org.hadirector.lvs..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.hadirector.takeover..")
                .check(house);
    }

    @Test
    void shouldKeepTheDecisionCorePure() {
        noClasses()
                .that()
                .resideInAPackage("org.hadirector.heartbeat.decide..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..",
                        "java.nio..",
                        "java.net..",
                        "java.time..",
                        "java.util.concurrent..",
                        "org.apache.logging..",
                        "org.jgroups..",
                        "com.sun.jna..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Thread.class, System.class, Runtime.class)
                .check(house);
    }

    @Test
    void shouldNotLogInAddressAndPacketModules() {
        noClasses()
                .that()
                .resideInAnyPackage("org.hadirector.linux..", "org.hadirector.takeover..", "org.hadirector.lvs..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.logging..")
                .check(house);
    }

    @Test
    void shouldMakeThreadsInTheDirectorOnly() {
        classes().should(onlyMakeThreadsWhereAllowed()).check(house);
    }

    @Test
    void shouldPrintInTheCommandLineOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.hadirector.director.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(house);
    }

    @Test
    void shouldKeepClientCommandsLight() {
        noClasses()
                .that()
                .resideInAPackage("org.hadirector.director.control..")
                .or()
                .resideInAPackage("org.hadirector.director.journal..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.jgroups..", "org.apache.logging..", "com.sun.jna..")
                .check(house);
    }

    private static ArchCondition<JavaClass> onlyMakeThreadsWhereAllowed() {
        return new ArchCondition<>("make threads only where it is allowed") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                if (MAY_MAKE_THREADS.stream().anyMatch(item.getFullName()::startsWith)) {
                    return;
                }
                for (JavaConstructorCall call : item.getConstructorCallsFromSelf()) {
                    if (call.getTargetOwner().isAssignableTo(Thread.class)) {
                        events.add(SimpleConditionEvent.violated(item, call.getDescription()));
                    }
                }
            }
        };
    }
}
