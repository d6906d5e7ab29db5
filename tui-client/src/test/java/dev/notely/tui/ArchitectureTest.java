package dev.notely.tui;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/**
 * The import rules of the rooms: the program wires stream and screen; the screen knows what the
 * stream says, and nothing of how it comes.
 */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.notely.tui");

  @Test
  void roomsKnowOnlyTheRoomsBeneath() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("program")
        .definedBy("dev.notely.tui")
        .layer("screen")
        .definedBy("dev.notely.tui.screen..")
        .layer("stream")
        .definedBy("dev.notely.tui.stream..")
        .whereLayer("program")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("screen")
        .mayOnlyBeAccessedByLayers("program")
        .whereLayer("stream")
        .mayOnlyBeAccessedByLayers("program", "screen")
        .check(CLASSES);
  }

  @Test
  void noOtherProcessIsImported() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.notely.gateway..",
            "dev.notely.proxy..",
            "dev.notely.store..",
            "dev.notely.cli..",
            "dev.notely.supervisor..")
        .check(CLASSES);
  }

  /** Of the wire it knows the rows of the stream, which are values. */
  @Test
  void theScreenIsPure() {
    noClasses()
        .that()
        .resideInAPackage("dev.notely.tui.screen..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.grpc..",
            "java.io..",
            "java.nio.file..",
            "java.util.concurrent..",
            "dev.notely.runtime..",
            "dev.notely.proto.accounts..",
            "dev.notely.proto.migrations..",
            "dev.notely.proto.releases..",
            "dev.tamboui.terminal..",
            "dev.tamboui.backend..",
            "org.jline..")
        .check(CLASSES);
  }

  @Test
  void theStreamDrawsNothing() {
    noClasses()
        .that()
        .resideInAPackage("dev.notely.tui.stream..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.tamboui..", "org.jline..")
        .check(CLASSES);
  }
}
