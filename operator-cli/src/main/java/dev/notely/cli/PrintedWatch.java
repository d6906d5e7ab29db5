package dev.notely.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** Prints each change: for logs, pipes and programs. */
final class PrintedWatch implements WatchScreen {
  private final Connection connection;
  private Optional<JsonNode> before = Optional.empty();

  PrintedWatch(Connection connection) {
    this.connection = connection;
  }

  @Override
  public void show(JsonNode status, Supplier<List<JsonNode>> events) {
    if (!before.equals(Optional.of(status))) {
      Optional<JsonNode> shown = before;
      connection.showNext(status, now -> WatchText.lines(shown, now));
    }
    before = Optional.of(status);
  }

  @Override
  public void complain(String sentence) {
    connection.complain(sentence);
  }

  @Override
  public void close() {}
}
