package dev.notely.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What stands in the way of a migration's accounts. */
@Command(
    name = "unexpected",
    mixinStandardHelpOptions = true,
    description = "Rows that are no records, and records that a store cannot use.")
final class UnexpectedCommand extends MigrationCommand {
  @Option(
      names = "--limit",
      defaultValue = "1000",
      description = "how many at most (default: ${DEFAULT-VALUE})")
  private int limit = 1_000;

  @Override
  int run(GatewayClient gateway, Connection connection) {
    connection.showAll(
        gateway.all(path(gateway) + "/unexpected-data", limit), ListText::unexpected);
    return 0;
  }
}
