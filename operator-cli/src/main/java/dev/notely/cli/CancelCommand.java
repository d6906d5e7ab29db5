package dev.notely.cli;

import picocli.CommandLine.Command;

/** Drops a migration that has not started. */
@Command(
    name = "cancel",
    mixinStandardHelpOptions = true,
    description = "Drops a migration that has not started.")
final class CancelCommand extends TransitionCommand {
  CancelCommand() {
    super("cancel");
  }
}
