package dev.notely.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** All traffic back to the release before. */
@Command(
    name = "rollback",
    mixinStandardHelpOptions = true,
    description = "All traffic back to the release before.")
final class ReleasesRollbackCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Option(names = "--reason", description = "why")
  private String reason = "";

  @Override
  public Integer call() {
    try (GatewayClient gateway = connection.gateway()) {
      connection.show(
          gateway.post("/releases/rollback", Map.of("reason", reason)), ReleasesText::all);
      return 0;
    }
  }
}
