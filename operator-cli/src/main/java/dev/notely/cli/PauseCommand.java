package dev.notely.cli;

import picocli.CommandLine.Command;

/** Stops taking up accounts; those under way stay served where they are. */
@Command(
    name = "pause",
    mixinStandardHelpOptions = true,
    description = "Stops taking up accounts; those under way stay served where they are.")
final class PauseCommand extends TransitionCommand {
  PauseCommand() {
    super("pause");
  }
}
