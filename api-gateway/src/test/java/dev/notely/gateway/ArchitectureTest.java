package dev.notely.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.notely.gateway");

  @Test
  void proxiesAreAskedWithoutKnowledgeOfHttp() {
    noClasses()
        .that()
        .resideInAPackage("..gateway.proxy..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..gateway.http..", "io.helidon..")
        .check(CLASSES);
  }

  @Test
  void generatedTypesStayInTheProxyRoom() {
    noClasses()
        .that()
        .resideInAPackage("..gateway.http..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.notely.proto..", "io.grpc.stub..")
        .check(CLASSES);
  }

  @Test
  void whatTheStatusPageShowsIsCollectedWithoutKnowledgeOfHttp() {
    noClasses()
        .that()
        .resideInAPackage("..gateway.status..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..gateway.http..", "io.helidon..", "io.grpc..", "dev.notely.proto..")
        .check(CLASSES);
  }

  @Test
  void renderingsOfAReportKnowTheDocumentOnly() {
    noClasses()
        .that()
        .resideInAPackage("..gateway.report..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "..gateway.http..",
            "..gateway.proxy..",
            "io.helidon..",
            "io.grpc..",
            "dev.notely.proto..")
        .check(CLASSES);
  }

  @Test
  void knowsNoOtherProcess() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.notely.proxy..", "dev.notely.store..", "dev.notely.loadgen..", "java.sql..")
        .check(CLASSES);
  }
}
