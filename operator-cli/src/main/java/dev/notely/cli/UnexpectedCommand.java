package dev.notely.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What stands in the way of a migration's accounts. */
@Command(
    name = "unexpected",
    mixinStandardHelpOptions = true,
    description = "Rows that are no records, and records that a store cannot use.")
final class UnexpectedCommand extends MigrationCommand {
  @Mixin private ListLimit limit = new ListLimit();

  @Override
  int run(GatewayClient gateway, Connection connection) {
    connection.showAll(
        gateway.all(path(gateway) + "/unexpected-data", limit.most()), ListText::unexpected);
    return 0;
  }
}
