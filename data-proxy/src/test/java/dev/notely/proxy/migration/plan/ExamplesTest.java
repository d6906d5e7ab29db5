package dev.notely.proxy.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples that people copy are specifications. */
final class ExamplesTest {
  private static final Path EXAMPLES = Path.of("..", "docs", "examples");

  private static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  @Test
  void thereIsOneForEachKind() throws IOException {
    assertThat(examples().stream().map(file -> file.getFileName().toString()))
        .containsExactly(
            "evacuate.json",
            "lazy-on-write.json",
            "lazy.json",
            "legacy-to-new.json",
            "new-to-shards.json",
            "noisy-account.json",
            "region-eu.json",
            "shards-grow.json");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void eachIsParsed(Path example) throws IOException {
    MigrationSpec spec = SpecParser.parse(Files.readString(example));
    assertThat(SpecParser.parse(SpecParser.toJson(spec))).isEqualTo(spec);
  }
}
