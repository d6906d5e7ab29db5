package dev.notely.tui.stream;

import dev.notely.proto.releases.v1.Deployment;
import dev.notely.proto.releases.v1.Releases;
import java.util.Locale;

/** Calls in words. Pure. */
final class OperatorWords {
  private OperatorWords() {}

  /** What an outcome is about. */
  static String subject(OperatorCall call) {
    return switch (call) {
      case OperatorCall.MoveAccount move -> move.name();
      case OperatorCall.MoveAccounts all -> all.moves().size() + " accounts";
      case OperatorCall.Command command -> command.name() + ", " + command.command();
      case OperatorCall.SetLimits limits -> limits.name() + ", limits";
      case OperatorCall.Deploy deploy -> "deploy";
      case OperatorCall.RollBackRelease back -> "rollback of the release";
      case OperatorCall.ReadAccountJournal read -> "the account's journal";
      case OperatorCall.ReadMigrationJournal read -> "the migration's journal";
    };
  }

  static String done(OperatorCall.MoveAccount move) {
    if (!move.move()) {
      return move.name() + " is taken back, if it has not arrived";
    }
    return move.name()
        + " moves to "
        + (move.store().isEmpty() ? "the configured store" : move.store());
  }

  static String stands(Releases releases) {
    Deployment deployment = releases.getDeployment();
    String reason = deployment.getReason();
    return deployment.getState().name().toLowerCase(Locale.ROOT).replace('_', ' ')
        + ", "
        + deployment.getFromRelease()
        + " -> "
        + deployment.getToRelease()
        + (reason.isEmpty() ? "" : ": " + reason);
  }
}
