package heliograph.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms of the house (docs/architecture.md). */
class HouseRulesTest {
    private static final JavaClasses HOUSE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("heliograph");

    @Test
    void packagesLookOnlyWhereTheArrowsPoint() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("heliograph..")
                .layer("main")
                .definedBy("heliograph")
                .layer("transport")
                .definedBy("heliograph.transport")
                .layer("grizzly")
                .definedBy("heliograph.transport.grizzly..")
                .layer("engineio")
                .definedBy("heliograph.engineio..")
                .layer("socketio")
                .definedBy("heliograph.socketio..")
                .layer("sharing")
                .definedBy("heliograph.sharing..")
                .layer("namespace")
                .definedBy("heliograph.namespace..")
                .layer("plain")
                .definedBy("heliograph.plain..")
                .layer("protocol")
                .definedBy("heliograph.protocol..")
                .layer("signaling")
                .definedBy("heliograph.signaling..")
                .layer("access")
                .definedBy("heliograph.access..")
                .layer("ice")
                .definedBy("heliograph.ice..")
                .layer("api")
                .definedBy("heliograph.api..")
                .layer("operation")
                .definedBy("heliograph.operation..")
                .layer("state")
                .definedBy("heliograph.state")
                .layer("redis")
                .definedBy("heliograph.state.redis..")
                .whereLayer("main")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("grizzly")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("redis")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("transport")
                .mayOnlyBeAccessedByLayers(
                        "main",
                        "grizzly",
                        "engineio",
                        "socketio",
                        "plain",
                        "access",
                        "api",
                        "operation",
                        "namespace")
                .whereLayer("engineio")
                .mayOnlyBeAccessedByLayers("main", "socketio", "sharing")
                .whereLayer("sharing")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("socketio")
                .mayOnlyBeAccessedByLayers("main", "namespace")
                .whereLayer("namespace")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("plain")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("signaling")
                .mayOnlyBeAccessedByLayers("main", "namespace", "plain")
                .whereLayer("access")
                .mayOnlyBeAccessedByLayers("main", "namespace", "plain", "api")
                .whereLayer("ice")
                .mayOnlyBeAccessedByLayers("main", "api")
                .whereLayer("api")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("operation")
                .mayOnlyBeAccessedByLayers("main")
                .because("docs/architecture.md draws them so")
                .check(HOUSE);
    }

    @Test
    void theTransportAndTheStoreKnowNothingAboveThem() {
        noClasses()
                .that()
                .resideInAnyPackage("heliograph.transport..", "heliograph.state..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "heliograph",
                        "heliograph.engineio..",
                        "heliograph.socketio..",
                        "heliograph.sharing..",
                        "heliograph.namespace..",
                        "heliograph.plain..",
                        "heliograph.protocol..",
                        "heliograph.signaling..",
                        "heliograph.access..",
                        "heliograph.ice..",
                        "heliograph.api..",
                        "heliograph.operation..")
                .because("bytes and memory have no opinion on what is said")
                .check(HOUSE);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("heliograph.(*)..").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void onlyTheTransportKnowsGrizzlyAndTyrus() {
        noClasses()
                .that()
                .resideOutsideOfPackage("heliograph.transport.grizzly..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.glassfish..", "jakarta.websocket..")
                .because("the protocols must not care what carries their bytes")
                .check(HOUSE);
    }

    @Test
    void onlyTheStoreKnowsLettuce() {
        noClasses()
                .that()
                .resideOutsideOfPackage("heliograph.state.redis..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lettuce..", "io.netty..", "reactor..")
                .because("state changes only through the store's door")
                .check(HOUSE);
    }

    @Test
    void theStoreKnowsNoJson() {
        noClasses()
                .that()
                .resideInAPackage("heliograph.state..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("tools.jackson..", "com.fasterxml..")
                .because("it carries what was encoded once")
                .check(HOUSE);
    }
}
