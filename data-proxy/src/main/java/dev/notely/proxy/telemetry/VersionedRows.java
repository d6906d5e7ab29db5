package dev.notely.proxy.telemetry;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Rows by key, each with the version at which it last changed, and for a while the keys of those
 * that are gone: so what has changed since any version of that while is known without keeping the
 * versions. Not for several threads.
 *
 * @param <R> a row, compared by equals
 */
public final class VersionedRows<R> {
  // In the order of their versions: what has changed is at the end, and most have not.
  private final SequencedMap<String, Versioned<R>> rows = new LinkedHashMap<>();
  private final Map<String, Long> gone = new HashMap<>();
  private Map<String, R> last = Map.of();

  private record Versioned<R>(R row, long version) {}

  /** Without rows. */
  public VersionedRows() {}

  /**
   * The rows are now these.
   *
   * @param now not changed any more; the same map as last time says that nothing has changed
   * @param version higher than any before
   */
  @SuppressWarnings("ReferenceEquality") // to compare ten thousand rows says the same, later
  public void replace(Map<String, R> now, long version) {
    if (now == last) {
      return;
    }
    last = now;
    now.forEach((key, row) -> {
      Versioned<R> known = rows.get(key);
      if (known == null || !known.row().equals(row)) {
        rows.putLast(key, new Versioned<>(row, version));
        gone.remove(key);
      }
    });
    if (rows.size() > now.size()) {
      Set<String> left = new HashSet<>(rows.keySet());
      left.removeAll(now.keySet());
      for (String key : left) {
        rows.remove(key);
        gone.put(key, version);
      }
    }
  }

  /** Rows that came or changed after a version. */
  public List<R> changedAfter(long version) {
    return rows.reversed().values().stream()
        .takeWhile(one -> one.version() > version)
        .map(Versioned::row)
        .toList();
  }

  /** Keys of rows that went after a version, and have not come back. */
  public List<String> goneAfter(long version) {
    return gone.entrySet().stream()
        .filter(one -> one.getValue() > version)
        .map(Map.Entry::getKey)
        .toList();
  }

  public Collection<R> all() {
    return rows.values().stream().map(Versioned::row).toList();
  }

  /** Nobody will ask for what has changed after a version before this one. */
  public void forgetBefore(long version) {
    gone.values().removeIf(at -> at <= version);
  }

  int remembered() {
    return gone.size();
  }
}
