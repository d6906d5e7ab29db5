package dev.notely.cli;

import java.util.List;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Copies corrupt records again from the home; needs --reason. Exit code 1 if one is left. */
@Command(
    name = "repair",
    mixinStandardHelpOptions = true,
    description =
        "Copies corrupt records again from the home; needs --reason. Exit code 1 if one is left.")
final class RepairCommand extends NarrowedCommand {
  RepairCommand() {
    super("repair");
  }

  @Override
  List<String> text(JsonNode answer) {
    return VerificationText.lines(answer);
  }

  @Override
  int exitCode(JsonNode answer) {
    return answer.path("corrupt").isEmpty() ? 0 : 1;
  }
}
