package dev.notely.proxy.telemetry;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Of rows that come one by one, those with the largest sizes, at most so many. Not for several
 * threads.
 *
 * @param <K> what names a row
 * @param <R> a row
 */
public final class Largest<K extends Comparable<K>, R> {
  private final int bound;
  private final ToLongFunction<R> size;
  private final Map<K, R> rows = new HashMap<>();
  private final TreeSet<Ranked<K>> order =
      new TreeSet<>(Comparator.<Ranked<K>>comparingLong(Ranked::size).thenComparing(Ranked::key));

  private record Ranked<K>(long size, K key) {}

  /** Without rows. */
  public Largest(int bound, ToLongFunction<R> size) {
    this.bound = bound;
    this.size = size;
  }

  /** A row, new or in the place of the one with its key; the smallest goes where there are more. */
  public void put(K key, R row) {
    R old = rows.get(key);
    if (old != null && size.applyAsLong(old) == size.applyAsLong(row)) {
      rows.put(key, row);
      return;
    }
    remove(key);
    rows.put(key, row);
    order.add(new Ranked<>(size.applyAsLong(row), key));
    if (rows.size() > bound) {
      remove(order.first().key());
    }
  }

  private void remove(K key) {
    R old = rows.remove(key);
    if (old != null) {
      order.remove(new Ranked<>(size.applyAsLong(old), key));
    }
  }

  public Optional<R> get(K key) {
    return Optional.ofNullable(rows.get(key));
  }

  /** These rows go. */
  public void removeIf(Predicate<R> which) {
    rows.entrySet().stream()
        .filter(entry -> which.test(entry.getValue()))
        .map(Map.Entry::getKey)
        .toList()
        .forEach(this::remove);
  }

  /** A view. */
  public Map<K, R> all() {
    return Collections.unmodifiableMap(rows);
  }
}
