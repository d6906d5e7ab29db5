package dev.notely.cli;

import java.util.List;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Compares the copies of every account. Exit code 1 if a record is corrupt. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Compares the copies of every account. Exit code 1 if a record is corrupt.")
final class VerifyCommand extends NarrowedCommand {
  VerifyCommand() {
    super("verify");
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
