package dev.notely.cli;

import picocli.CommandLine.Command;

/** Where a migration stands. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Where a migration stands.")
final class StatusCommand extends MigrationCommand {
  @Override
  int run(GatewayClient gateway, Connection connection) {
    connection.show(gateway.get(path(gateway)).body(), StatusText::lines);
    return 0;
  }
}
