package dev.notely.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * docs/migrations.md shows the tables of the code; {@code -Dwrite.docs=true} writes them into it.
 */
final class MigrationsPageTest {
  private static final Path PAGE = Path.of("../docs/migrations.md");
  private static final String END = "<!-- end -->";

  @Test
  void thePageShowsTheTablesOfTheCode() throws IOException {
    String page = Files.readString(PAGE);
    String fresh = generated(generated(page, "states", states()), "accounts", accounts());
    if (Boolean.getBoolean("write.docs")) {
      Files.writeString(PAGE, fresh);
    }
    assertThat(Files.readString(PAGE)).as("run with -Dwrite.docs=true").isEqualTo(fresh);
  }

  private static String generated(String page, String name, String text) {
    String start = "<!-- generated: " + name + " -->";
    int from = page.indexOf(start);
    int to = page.indexOf(END, from);
    assertThat(from).as(start).isNotNegative();
    assertThat(to).as(END).isNotNegative();
    return page.substring(0, from + start.length()) + "\n" + text + page.substring(to);
  }

  private static String states() {
    List<MigrationStateMachine.Row> rows = MigrationStateMachine.rows();
    return table(
            "state | means | commands",
            Arrays.stream(MigrationState.values())
                .map(state ->
                    state
                        + " | "
                        + state.meaning()
                        + " | "
                        + MigrationStateMachine.commands(state).stream()
                            .map(Enum::name)
                            .collect(Collectors.joining(", "))))
        + table(
            "from | event | only if | to | sets going",
            rows.stream()
                .map(row ->
                    row.from()
                        + " | "
                        + row.event()
                        + " | "
                        + row.guard().sentence()
                        + " | "
                        + row.to()
                        + " | "
                        + row.effect()))
        + diagram(
            "PLANNED",
            rows.stream()
                .filter(row -> row.from() != row.to())
                .map(row -> row.from() + " --> " + row.to() + " : " + row.event()));
  }

  private static String accounts() {
    List<AccountStateMachine.Row> rows = AccountStateMachine.rows();
    return table(
            "state | means",
            Arrays.stream(AccountState.values()).map(state -> state + " | " + state.meaning()))
        + table(
            "from | event | to",
            rows.stream().map(row -> row.from() + " | " + row.event() + " | " + row.to()))
        + diagram(
            "WAITING",
            rows.stream()
                .filter(row -> row.from() != row.to())
                .map(row -> row.from() + " --> " + row.to() + " : " + row.event()));
  }

  private static String table(String head, Stream<String> rows) {
    String rule = head.replaceAll("[^|]+", "---");
    return Stream.concat(Stream.of(head, rule), rows)
        .map(row -> "| " + row + " |\n")
        .collect(Collectors.joining("", "\n", ""));
  }

  private static String diagram(String first, Stream<String> arrows) {
    return arrows.collect(
        Collectors.joining(
            "\n    ",
            "\n```mermaid\nstateDiagram-v2\n    [*] --> " + first + "\n    ",
            "\n```\n\n"));
  }
}
