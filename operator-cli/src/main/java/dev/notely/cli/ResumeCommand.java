package dev.notely.cli;

import picocli.CommandLine.Command;

/** Goes on after a pause. */
@Command(name = "resume", mixinStandardHelpOptions = true, description = "Goes on after a pause.")
final class ResumeCommand extends TransitionCommand {
  ResumeCommand() {
    super("resume");
  }
}
