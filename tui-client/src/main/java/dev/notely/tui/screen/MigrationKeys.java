package dev.notely.tui.screen;

import dev.notely.tui.stream.OperatorCall;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Keys that are commands of a migration. Which are permitted, its status says. Pure. */
enum MigrationKeys {
  PAUSE('p', "pause"),
  RESUME('r', "resume"),
  START('r', "start"),
  RELEASE('r', "release"),
  ROLLBACK('R', "rollback"),
  FINISH('F', "finish"),
  CANCEL('C', "cancel"),
  VERIFY('V', "verify"),
  LIMITS('L', "limits");

  private final char key;
  private final String word;

  MigrationKeys(char key, String word) {
    this.key = key;
    this.word = word;
  }

  char key() {
    return key;
  }

  String word() {
    return word;
  }

  /** Those that can be pressed now. */
  static List<MigrationKeys> permitted(MigrationRow row) {
    return Arrays.stream(values())
        .filter(one -> row.status().permitted().contains(one.word))
        .toList();
  }

  static Step pressed(ScreenState state, char key) {
    List<MigrationKeys> meant = Arrays.stream(values()).filter(one -> one.key == key).toList();
    if (meant.isEmpty()) {
      return Step.refusing(state, "'" + key + "' means nothing here; ? lists the keys");
    }
    Optional<MigrationRow> steered = state.steered();
    if (steered.isEmpty()) {
      return Step.refusing(
          state,
          state.page() == Page.MIGRATIONS
              ? "there is no migration"
              : "select a migration on page 2: no single one is open");
    }
    MigrationRow row = steered.get();
    return permitted(row).stream()
        .filter(meant::contains)
        .findFirst()
        .map(one -> one.begin(state, row))
        .orElseGet(() -> Step.refusing(state, refusal(row)));
  }

  private static String refusal(MigrationRow row) {
    String now =
        permitted(row).stream()
            .map(one -> one.key + " " + one.word)
            .collect(Collectors.joining(", "));
    return "%s is %s, which permits %s"
        .formatted(row.name(), row.state(), now.isEmpty() ? "nothing" : now);
  }

  private Step begin(ScreenState state, MigrationRow row) {
    String name = row.name();
    return switch (this) {
      case PAUSE, RESUME, VERIFY ->
          Step.asking(state, new OperatorCall.Command(row.id(), name, word, ""));
      case START -> question(state, row, "Start " + name + "?", false);
      case RELEASE -> question(state, row, "Release " + name + " from its hold?", true);
      case ROLLBACK -> question(state, row, "Roll back " + name + ": all accounts go home?", false);
      case FINISH -> question(state, row, "Finish " + name + ": the sources are purged?", false);
      case CANCEL -> question(state, row, "Cancel " + name + "?", false);
      case LIMITS ->
          Step.to(
              state.with(
                  state
                      .talk()
                      .asking(
                          new Question.Prompt(
                              "Limits of " + name + ":",
                              row.status().limits(),
                              new Question.Purpose.Limits(row.id(), name)))));
    };
  }

  private Step question(ScreenState state, MigrationRow row, String sentence, boolean required) {
    return Step.to(
        state.with(
            state
                .talk()
                .asking(
                    new Question.Prompt(
                        sentence + (required ? " Reason:" : " Reason, if any:"),
                        "",
                        new Question.Purpose.Reason(row.id(), row.name(), word, required)))));
  }

  /** The same question as an answer to another one. */
  static Question rollback(MigrationRow row) {
    return new Question.Prompt(
        "Roll back " + row.name() + ": all accounts go home? Reason, if any:",
        "",
        new Question.Purpose.Reason(row.id(), row.name(), ROLLBACK.word, false));
  }
}
