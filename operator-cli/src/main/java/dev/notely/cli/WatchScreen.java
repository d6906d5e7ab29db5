package dev.notely.cli;

import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** Where a watch shows what it saw. */
sealed interface WatchScreen extends AutoCloseable permits PrintedWatch, LiveWatch {
  /** The migration as it is now; its latest events are asked for only where they are shown. */
  void show(JsonNode status, Supplier<List<JsonNode>> events);

  /** What stands in the way of watching. */
  void complain(String sentence);

  @Override
  void close();
}
