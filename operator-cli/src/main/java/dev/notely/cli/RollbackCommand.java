package dev.notely.cli;

import picocli.CommandLine.Command;

/** Sends every account home. */
@Command(
    name = "rollback",
    mixinStandardHelpOptions = true,
    description = "Sends every account home.")
final class RollbackCommand extends TransitionCommand {
  RollbackCommand() {
    super("rollback");
  }
}
