package dev.notely.tui.screen;

import dev.notely.proto.telemetry.v1.Deployment;
import dev.notely.tui.screen.Question.Answer;
import dev.notely.tui.screen.Question.Option;
import dev.notely.tui.stream.OperatorCall;
import dev.notely.tui.stream.OperatorCall.Rollout;
import java.util.List;
import java.util.Optional;

/** Keys that deploy the next release, or go back to the former. Pure. */
final class ReleaseKeys {
  private ReleaseKeys() {}

  static Step deploy(ScreenState state) {
    return asking(
        state,
        new Question.Choice(
            "Deploy the next release?",
            List.of(
                option('r', "rolling", Rollout.ROLLING),
                option('b', "blue-green", Rollout.BLUE_GREEN),
                option('c', "canary", Rollout.CANARY))));
  }

  private static Option option(char key, String label, Rollout rollout) {
    return new Option(key, label, new Answer.Ask(new OperatorCall.Deploy(rollout)));
  }

  /**
   * Where releases are shown and both could be meant, it is asked what to roll back; elsewhere it
   * is the migration.
   */
  static Step rollback(ScreenState state) {
    Deployment deployment = state.view().deployment();
    if (state.page() != Page.OVERVIEW || deployment.getStrategy().isEmpty()) {
      return MigrationKeys.pressed(state, 'R');
    }
    Question release =
        new Question.Prompt(
            "All traffic back to release %s? Reason, if any:"
                .formatted(deployment.getFromRelease()),
            "",
            new Question.Purpose.ReleaseReason());
    Optional<MigrationRow> migration =
        state
            .steered()
            .filter(row -> MigrationKeys.permitted(row).contains(MigrationKeys.ROLLBACK));
    return asking(
        state,
        migration.isEmpty()
            ? release
            : new Question.Choice(
                "Roll back what?",
                List.of(
                    new Option(
                        'm',
                        "migration " + migration.get().name(),
                        new Answer.Next(MigrationKeys.rollback(migration.get()))),
                    new Option(
                        'd', "release " + deployment.getToRelease(), new Answer.Next(release)))));
  }

  private static Step asking(ScreenState state, Question question) {
    return Step.to(state.with(state.talk().asking(question)));
  }
}
