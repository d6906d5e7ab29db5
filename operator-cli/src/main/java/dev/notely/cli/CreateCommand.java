package dev.notely.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Writes a migration down, and starts it where that is asked. */
@Command(
    name = "create",
    mixinStandardHelpOptions = true,
    description = "Checks and plans a migration and writes it down; it moves nothing yet.")
final class CreateCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Parameters(paramLabel = "FILE", description = "the specification")
  private Path file = Path.of("");

  @Option(names = "--start", description = "start it at once")
  private boolean start;

  @Override
  public Integer call() {
    byte[] specification = Specifications.read(file);
    try (GatewayClient gateway = connection.gateway()) {
      JsonNode migration = gateway.post("/migrations", specification);
      connection.show(
          start ? gateway.post(Specifications.path(migration) + "/start", Map.of()) : migration,
          status -> List.of(StatusText.line(status)));
      return 0;
    }
  }
}
