package dev.notely.proxy.migration.plan;

import java.util.Map;

/**
 * What is known of a store when a migration is planned.
 *
 * @param live it answers
 * @param accounts that it serves
 * @param freeBytes of its disk
 */
public record StoreFacts(
    String name,
    String schema,
    Map<String, String> labels,
    boolean live,
    long accounts,
    long freeBytes) {
  public StoreFacts {
    labels = Map.copyOf(labels);
  }
}
