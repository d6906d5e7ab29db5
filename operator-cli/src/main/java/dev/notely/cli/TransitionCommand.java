package dev.notely.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Sends a command to a migration and shows the answer. */
abstract class TransitionCommand extends MigrationCommand {
  private final String command;

  @Option(names = "--reason", description = "why; goes to the journal")
  private String reason = "";

  TransitionCommand(String command) {
    this.command = command;
  }

  @Override
  int run(GatewayClient gateway, Connection connection) {
    JsonNode answer = gateway.post(path(gateway) + "/" + command, body());
    connection.show(answer, this::text);
    return exitCode(answer);
  }

  /** What the command says beside its name. */
  Map<String, String> body() {
    return reason.isEmpty() ? Map.of() : Map.of("reason", reason);
  }

  List<String> text(JsonNode answer) {
    return List.of(StatusText.line(answer));
  }

  int exitCode(JsonNode answer) {
    return 0;
  }
}
