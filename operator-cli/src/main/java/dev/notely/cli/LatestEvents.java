package dev.notely.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The end of a migration's journal, read on from where it was read last. A long journal is caught
 * up with over several looks.
 */
final class LatestEvents {
  private static final int PAGE = 1_000;
  private static final int PAGES_A_LOOK = 20;

  private final String path;
  private final int most;
  private final Deque<JsonNode> latest = new ArrayDeque<>();
  private String last = "";

  /**
   * Of a migration.
   *
   * @param path of the migration
   * @param most how many are kept
   */
  LatestEvents(String path, int most) {
    this.path = path;
    this.most = most;
  }

  List<JsonNode> look(GatewayClient gateway) {
    boolean more = true;
    for (int page = 0; more && page < PAGES_A_LOOK; page++) {
      GatewayClient.Answer answer = gateway.get(path + "/events?limit=" + PAGE + cursor());
      answer.body().forEach(this::add);
      more = !answer.next().isEmpty();
    }
    return List.copyOf(latest);
  }

  private String cursor() {
    return last.isEmpty() ? "" : "&cursor=" + last;
  }

  private void add(JsonNode event) {
    last = Members.text(event, "id");
    latest.add(event);
    if (latest.size() > most) {
      latest.remove();
    }
  }
}
