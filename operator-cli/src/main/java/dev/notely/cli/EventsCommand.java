package dev.notely.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** The journal of a migration. */
@Command(
    name = "events",
    mixinStandardHelpOptions = true,
    description = "What happened to a migration and its accounts, in order.")
final class EventsCommand extends MigrationCommand {
  @Option(names = "--account", description = "events of this account only")
  private String account = "";

  @Option(
      names = "--limit",
      defaultValue = "1000",
      description = "how many at most, the latest (default: ${DEFAULT-VALUE})")
  private int limit = 1_000;

  @Override
  int run(GatewayClient gateway, Connection connection) {
    String filter =
        account.isEmpty() ? "" : "?account=" + URLEncoder.encode(account, StandardCharsets.UTF_8);
    connection.showAll(latest(gateway, path(gateway) + "/events" + filter), ListText::events);
    return 0;
  }

  /** The journal is read from its beginning; only what will be shown is kept. */
  private List<JsonNode> latest(GatewayClient gateway, String path) {
    Deque<JsonNode> latest = new ArrayDeque<>();
    for (String page = path; !page.isEmpty(); ) {
      GatewayClient.Answer answer = gateway.get(page);
      for (JsonNode event : answer.body()) {
        latest.add(event);
        if (latest.size() > limit) {
          latest.remove();
        }
      }
      page = answer.next();
    }
    return List.copyOf(latest);
  }
}
