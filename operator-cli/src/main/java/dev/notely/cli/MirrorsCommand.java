package dev.notely.cli;

import picocli.CommandLine.Command;

/** How dual writes and shadow reads get on. */
@Command(
    name = "mirrors",
    mixinStandardHelpOptions = true,
    description = "How a migration's dual writes and shadow reads get on.")
final class MirrorsCommand extends MigrationCommand {
  @Override
  int run(GatewayClient gateway, Connection connection) {
    connection.show(gateway.get(path(gateway) + "/mirrors").body(), MirrorsText::lines);
    return 0;
  }
}
