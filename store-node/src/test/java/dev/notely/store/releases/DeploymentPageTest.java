package dev.notely.store.releases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.store.releases.DeploymentStateMachine.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The table in docs/releases.md is the one that decides. */
final class DeploymentPageTest {
  private static String line(Row row) {
    String traffic =
        switch (row.effect()) {
          case NONE -> "as it is";
          case SHIFT -> "the step's share";
          case NEXT_STEP -> "as it is; the next step begins";
          case SHIFT_NEXT_STEP -> "the next step's share";
          case SHIFT_BACK -> "all to the former release";
        };
    return "| %s | %s | %s | %s | %s | %s |\n"
        .formatted(
            row.from(),
            row.from().meaning(),
            row.event(),
            row.guard().sentence(),
            row.to(),
            traffic);
  }

  @Test
  void thePageHasTheTable() throws IOException {
    StringBuilder table =
        new StringBuilder(
            """
            <!-- generated: deployment -->
            | state | means | event | if | next | traffic |
            |---|---|---|---|---|---|
            """);
    DeploymentStateMachine.rows().forEach(row -> table.append(line(row)));
    table.append("<!-- end -->");
    String page = Files.readString(Path.of("../docs/releases.md"));
    assertThat(page).contains(table);
  }
}
