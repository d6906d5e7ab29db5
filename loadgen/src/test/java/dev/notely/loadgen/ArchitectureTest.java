package dev.notely.loadgen;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.notely.loadgen");

  @Test
  void theOracleKnowsNoWorkload() {
    noClasses()
        .that()
        .resideInAPackage("..oracle..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..workload..")
        .check(CLASSES);
  }

  @Test
  void knowsNoOtherProcess() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.notely.proto..",
            "dev.notely.gateway..",
            "dev.notely.proxy..",
            "dev.notely.store..",
            "io.grpc..")
        .check(CLASSES);
  }
}
