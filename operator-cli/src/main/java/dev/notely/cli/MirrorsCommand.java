package dev.notely.cli;

import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How dual writes and shadow reads get on. */
@Command(
    name = "mirrors",
    mixinStandardHelpOptions = true,
    description = "How a migration's dual writes and shadow reads get on.")
final class MirrorsCommand extends MigrationCommand {
  @Option(
      names = "--account",
      description = "of single accounts this one; else those that differ most or lag longest")
  private Optional<UUID> account = Optional.empty();

  @Override
  int run(GatewayClient gateway, Connection connection) {
    String query = account.map(id -> "?account=" + id).orElse("");
    connection.show(gateway.get(path(gateway) + "/mirrors" + query).body(), MirrorsText::lines);
    return 0;
  }
}
