package dev.notely.store.catalog;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Who leads which migration. In memory, as {@link MoveLeases}: a lease only spares work. */
public final class MigrationLeases {
  /** A lease ends this long after its last renewal. */
  public static final Duration TERM = Duration.ofSeconds(3);

  private final InstantSource clock;
  private final Map<Long, Lease> leases = new HashMap<>(); // guarded by this

  private record Lease(String holder, Instant until) {}

  public MigrationLeases(InstantSource clock) {
    this.clock = clock;
  }

  /** Renews what the holder leads and gives it what nobody does; answers all that it has now. */
  public synchronized Set<Long> lead(String holder, Collection<Long> unfinished) {
    expire();
    leases.keySet().retainAll(unfinished);
    Lease renewed = new Lease(holder, clock.instant().plus(TERM));
    Set<Long> mine = new TreeSet<>();
    for (Long migration : unfinished) {
      Lease lease = leases.get(migration);
      if (lease == null || lease.holder().equals(holder)) {
        leases.put(migration, renewed);
        mine.add(migration);
      }
    }
    return mine;
  }

  /** Who leads it now; empty: nobody. */
  public synchronized String leader(long migration) {
    expire();
    Lease lease = leases.get(migration);
    return lease == null ? "" : lease.holder();
  }

  private void expire() {
    Instant now = clock.instant();
    leases.values().removeIf(lease -> !lease.until().isAfter(now));
  }
}
