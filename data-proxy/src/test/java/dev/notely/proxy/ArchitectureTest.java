package dev.notely.proxy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/**
 * The import rules of the rooms: server -> {routing, migration} -> store -> placement; feeling
 * beneath server, migration and store; telemetry beneath server, knowing no other room; plan, a
 * part of migration, beneath the rest of it.
 */
final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.notely.proxy");

  @Test
  void roomsKnowOnlyTheRoomsBeneath() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("server")
        .definedBy("dev.notely.proxy.server..")
        .layer("routing")
        .definedBy("dev.notely.proxy.routing..")
        .layer("migration")
        .definedBy("dev.notely.proxy.migration..")
        .layer("store")
        .definedBy("dev.notely.proxy.store..")
        .layer("placement")
        .definedBy("dev.notely.proxy.placement..")
        .layer("feeling")
        .definedBy("dev.notely.proxy.feeling..")
        .layer("telemetry")
        .definedBy("dev.notely.proxy.telemetry..")
        .whereLayer("telemetry")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("server")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("routing")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("migration")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("store")
        .mayOnlyBeAccessedByLayers("server", "routing", "migration")
        .whereLayer("feeling")
        .mayOnlyBeAccessedByLayers("server", "store", "migration")
        .check(CLASSES);
  }

  @Test
  void theWireIsTheAffairOfServerAndStore() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.notely.proxy.server..", "dev.notely.proxy.store..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..", "dev.notely.proto..")
        .check(CLASSES);
  }

  @Test
  void aPlanKnowsNothingThatRuns() {
    noClasses()
        .that()
        .resideInAPackage("dev.notely.proxy.migration.plan..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.notely.proxy.server..",
            "dev.notely.proxy.routing..",
            "dev.notely.proxy.migration",
            "dev.notely.proxy.store..",
            "dev.notely.proxy.placement..")
        .check(CLASSES);
  }

  @Test
  void telemetryIsPlainValues() {
    noClasses()
        .that()
        .resideInAPackage("dev.notely.proxy.telemetry..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.notely.proxy.server..",
            "dev.notely.proxy.routing..",
            "dev.notely.proxy.migration..",
            "dev.notely.proxy.store..",
            "dev.notely.proxy.placement..",
            "dev.notely.proxy.feeling..")
        .check(CLASSES);
  }

  @Test
  void roomsDoNotKnowEachOtherInACircle() {
    slices().matching("dev.notely.proxy.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
