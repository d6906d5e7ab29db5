package dev.notely.cli;

import picocli.CommandLine.Command;

/** Purges the sources: the end. */
@Command(
    name = "finish",
    mixinStandardHelpOptions = true,
    description = "Purges the sources: the end.")
final class FinishCommand extends TransitionCommand {
  FinishCommand() {
    super("finish");
  }
}
