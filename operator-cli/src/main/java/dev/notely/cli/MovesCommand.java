package dev.notely.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The accounts of a migration. */
@Command(
    name = "accounts",
    mixinStandardHelpOptions = true,
    description = "The accounts of a migration, and how each of them stands.")
final class MovesCommand extends MigrationCommand {
  @Option(
      names = "--state",
      split = ",",
      description = "only accounts in these states, such as QUARANTINED,WAITING")
  private List<String> states = List.of();

  @Mixin private ListLimit limit = new ListLimit();

  @Override
  int run(GatewayClient gateway, Connection connection) {
    String filter =
        states.isEmpty()
            ? ""
            : "?state=" + URLEncoder.encode(String.join(",", states), StandardCharsets.UTF_8);
    connection.showAll(
        gateway.all(path(gateway) + "/accounts" + filter, limit.most()), ListText::moves);
    return 0;
  }
}
