package dev.notely.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Command;
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

  @Option(
      names = "--limit",
      defaultValue = "1000",
      description = "how many at most (default: ${DEFAULT-VALUE})")
  private int limit = 1_000;

  @Override
  int run(GatewayClient gateway, Connection connection) {
    String filter =
        states.isEmpty()
            ? ""
            : "?state=" + URLEncoder.encode(String.join(",", states), StandardCharsets.UTF_8);
    connection.showAll(gateway.all(path(gateway) + "/accounts" + filter, limit), ListText::moves);
    return 0;
  }
}
