package dev.notely.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What is known to be wrong in the copies of a migration's accounts. */
@Command(
    name = "mismatches",
    mixinStandardHelpOptions = true,
    description = "Records of copies that were found wrong, until their accounts are repaired.")
final class MismatchesCommand extends MigrationCommand {
  @Option(
      names = "--limit",
      defaultValue = "1000",
      description = "how many at most (default: ${DEFAULT-VALUE})")
  private int limit = 1_000;

  @Override
  int run(GatewayClient gateway, Connection connection) {
    connection.showAll(gateway.all(path(gateway) + "/mismatches", limit), ListText::mismatches);
    return 0;
  }
}
