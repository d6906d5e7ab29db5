package dev.notely.store;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/**
 * The import rules of the rooms: server -> {adoption, backup} -> {notes, catalog} -> sqlite;
 * catalog -> releases.
 */
final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.notely.store");

  @Test
  void roomsKnowOnlyTheRoomsBeneath() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("server")
        .definedBy("dev.notely.store.server..")
        .layer("adoption")
        .definedBy("dev.notely.store.adoption..")
        .layer("backup")
        .definedBy("dev.notely.store.backup..")
        .layer("notes")
        .definedBy("dev.notely.store.notes..")
        .layer("catalog")
        .definedBy("dev.notely.store.catalog..")
        .layer("releases")
        .definedBy("dev.notely.store.releases..")
        .layer("sqlite")
        .definedBy("dev.notely.store.sqlite..")
        .whereLayer("server")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("adoption")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("backup")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("notes")
        .mayOnlyBeAccessedByLayers("adoption", "backup", "server")
        .whereLayer("catalog")
        .mayOnlyBeAccessedByLayers("adoption", "backup", "server")
        .whereLayer("releases")
        .mayOnlyBeAccessedByLayers("catalog", "server")
        .whereLayer("sqlite")
        .mayOnlyBeAccessedByLayers("adoption", "backup", "notes", "catalog", "server")
        .check(CLASSES);
  }

  @Test
  void theWireIsTheServersAffair() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.notely.store.server..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..", "dev.notely.proto..")
        .check(CLASSES);
  }

  @Test
  void sqlStaysInTheRoomsWithTables() {
    noClasses()
        .that()
        .resideInAPackage("dev.notely.store.server..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..", "com.zaxxer..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.notely.store.sqlite..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.sqlite..", "com.zaxxer..")
        .check(CLASSES);
  }

  @Test
  void roomsDoNotKnowEachOtherInACircle() {
    slices().matching("dev.notely.store.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
