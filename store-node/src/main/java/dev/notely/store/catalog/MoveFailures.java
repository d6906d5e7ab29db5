package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Which accounts of which migrations fail, as the proxies that move them say. In memory: a proxy
 * says it again with its next attempt, after seconds.
 */
public final class MoveFailures {
  /** An account of which nothing was heard for this long fails no more. */
  static final Duration TERM = Duration.ofMinutes(2);

  /** Of all migrations; the account that was heard of longest ago makes room. */
  static final int ACCOUNTS = 1_000;

  static final int LONGEST_REASON = 500;

  private final InstantSource clock;
  private final SequencedMap<Key, Failure> failures = new LinkedHashMap<>(); // guarded by this

  public MoveFailures(InstantSource clock) {
    this.clock = clock;
  }

  private record Key(long migration, ByteString account) {}

  /**
   * How an account fails.
   *
   * @param times without more than {@link #TERM} in between
   * @param reason of the last time
   * @param holder where that was
   */
  public record Failure(ByteString account, int times, String reason, String holder, long atMs) {}

  /** An attempt has failed. */
  public synchronized void failed(
      long migration, ByteString account, String holder, String reason) {
    long now = clock.millis();
    forget(now);
    Key key = new Key(migration, account);
    Failure before = failures.remove(key); // it is the latest now
    String cut = reason.substring(0, Math.min(reason.length(), LONGEST_REASON));
    int times = before == null ? 1 : before.times() + 1;
    failures.put(key, new Failure(account, times, cut, holder, now));
    if (failures.size() > ACCOUNTS) {
      var _ = failures.pollFirstEntry();
    }
  }

  /** Up to {@code limit} accounts of a migration, those that fail most first. */
  public synchronized List<Failure> of(long migration, int limit) {
    forget(clock.millis());
    return failures.entrySet().stream()
        .filter(entry -> entry.getKey().migration() == migration)
        .map(Map.Entry::getValue)
        .sorted(
            Comparator.comparingInt(Failure::times)
                .reversed()
                .thenComparing(Failure::atMs, Comparator.reverseOrder()))
        .limit(limit)
        .toList();
  }

  private void forget(long now) {
    failures.values().removeIf(failure -> now - failure.atMs() > TERM.toMillis());
  }
}
