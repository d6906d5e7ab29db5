package dev.notely.cli;

import picocli.CommandLine.Command;

/** Lets a migration that is held go on. */
@Command(
    name = "release",
    mixinStandardHelpOptions = true,
    description = "Lets a migration that is held, or a quarantined account, go on; needs --reason.")
final class ReleaseCommand extends NarrowedCommand {
  ReleaseCommand() {
    super("release");
  }
}
