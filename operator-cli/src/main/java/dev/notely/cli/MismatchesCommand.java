package dev.notely.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What is known to be wrong in the copies of a migration's accounts. */
@Command(
    name = "mismatches",
    mixinStandardHelpOptions = true,
    description = "Records of copies that were found wrong, until their accounts are repaired.")
final class MismatchesCommand extends MigrationCommand {
  @Mixin private ListLimit limit = new ListLimit();

  @Override
  int run(GatewayClient gateway, Connection connection) {
    connection.showAll(
        gateway.all(path(gateway) + "/mismatches", limit.most()), ListText::mismatches);
    return 0;
  }
}
