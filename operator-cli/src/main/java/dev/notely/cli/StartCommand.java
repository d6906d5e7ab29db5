package dev.notely.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;

/** Starts a migration; a file is first written down as one. */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description = "Starts a migration. ID may be a FILE: then it is created and started.")
final class StartCommand extends TransitionCommand {
  StartCommand() {
    super("start");
  }

  @Override
  String path(GatewayClient gateway) {
    Path file = Path.of(named());
    return Files.isRegularFile(file) ? Specifications.create(gateway, file) : super.path(gateway);
  }
}
