package dev.notely.gateway.proxy;

import java.util.Map;

/**
 * A store as one look found it; {@code freeBytes} is what its disk has left, {@code writesWaiting}
 * its queue of users' writes.
 */
public record StoreView(
    String name,
    String address,
    String schema,
    String state,
    long notes,
    long copies,
    long accounts,
    long bytes,
    long unservedRows,
    long alarms,
    long freeBytes,
    long writesWaiting,
    Map<String, String> labels) {
  public StoreView {
    labels = Map.copyOf(labels);
  }
}
