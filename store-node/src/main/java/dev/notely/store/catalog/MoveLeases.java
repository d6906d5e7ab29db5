package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who works on which account. In memory: a lease only spares work, and a catalog that starts again
 * knows none, so whoever asks first gets the account; if the former holder is still at it, both
 * work and neither harms. Waiting for former holders would only delay the take-over.
 */
public final class MoveLeases {
  /** A lease ends this long after its last renewal. */
  public static final Duration TERM = Duration.ofSeconds(3);

  private final InstantSource clock;
  private final Map<ByteString, Lease> leases = new HashMap<>(); // guarded by this

  private record Lease(String holder, Instant until) {}

  public MoveLeases(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Renews what the holder has and gives it more of the work that nobody holds.
   *
   * @param work placements with work, each once, in the order in which it should be done: all that
   *     the holder has, and so many more that leases cannot hide what is free
   * @param capacity how much the holder takes in all
   */
  public synchronized Claimed claim(String holder, int capacity, Collection<PlacementRow> work) {
    Instant now = clock.instant();
    leases.values().removeIf(lease -> !lease.until().isAfter(now));
    List<PlacementRow> mine = new ArrayList<>();
    List<PlacementRow> free = new ArrayList<>();
    for (PlacementRow row : work) {
      Lease lease = leases.get(row.account());
      if (lease == null) {
        free.add(row);
      } else if (lease.holder().equals(holder)) {
        mine.add(row);
      }
    }
    int taken = Math.clamp(capacity - (long) mine.size(), 0, free.size());
    mine.addAll(free.subList(0, taken));
    Lease renewed = new Lease(holder, now.plus(TERM));
    mine.forEach(row -> leases.put(row.account(), renewed));
    return new Claimed(mine, free.size() - taken);
  }

  /** Accounts that the holder has. */
  synchronized List<ByteString> of(String holder) {
    return leases.entrySet().stream()
        .filter(lease -> lease.getValue().holder().equals(holder))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Accounts that anybody has, or had until lately. */
  synchronized int size() {
    return leases.size();
  }

  /** Gives one account back at once; nothing happens if somebody else holds it. */
  public synchronized void unclaim(String holder, ByteString account) {
    Lease lease = leases.get(account);
    if (lease != null && lease.holder().equals(holder)) {
      leases.remove(account);
    }
  }

  /** What a holder has after a claim, and how much was seen that nobody holds. */
  public record Claimed(List<PlacementRow> work, int waiting) {
    public Claimed {
      work = List.copyOf(work);
    }
  }
}
