package dev.notely.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Starts a migration; a file is first written down as one. */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description = "Starts a migration. ID may be a FILE: then it is created and started.")
final class StartCommand extends TransitionCommand {
  StartCommand() {
    super("start");
  }

  /** What has changed since the plan is said with it. */
  @Override
  List<String> text(JsonNode answer) {
    List<String> lines = new ArrayList<>(super.text(answer));
    String changed = Members.text(answer.path("planChanged"), "sentence");
    if (!changed.isEmpty()) {
      lines.add(changed);
    }
    return lines;
  }

  @Override
  String path(GatewayClient gateway) {
    Path file = Path.of(named());
    return Files.isRegularFile(file) ? Specifications.create(gateway, file) : super.path(gateway);
  }
}
