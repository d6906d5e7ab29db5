package dev.notely.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Releases of the data proxy, and the deployment. */
@Command(
    name = "releases",
    mixinStandardHelpOptions = true,
    description = "Releases of the data proxy with their traffic, and the deployment.",
    subcommands = {SplitCommand.class, ReleasesRollbackCommand.class, DifferencesCommand.class})
final class ReleasesCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Override
  public Integer call() {
    try (GatewayClient gateway = connection.gateway()) {
      connection.show(gateway.get("/releases").body(), ReleasesText::all);
      return 0;
    }
  }
}
