package dev.notely.proxy.server;

import dev.notely.proxy.migration.plan.SpecParser;
import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.store.MigrationCatalog;
import dev.notely.proxy.store.MigrationRefusedException;
import dev.notely.proxy.store.MovePolicies;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The policies of migrations: dual writes as specified, shadow reads and drain as an operator has
 * set them last. Each is looked up in the background when it is first asked for, and again when it
 * is asked for and 2 s old: so long, and a look-up, a change takes to be obeyed. While the catalog
 * is away the last one known holds.
 */
final class SpecPolicies implements MovePolicies {
  private static final Duration FRESH = Duration.ofSeconds(2);
  private static final int MOST = 100;

  private final MigrationCatalog catalog;
  private final Executor lane;
  private final InstantSource clock;
  private final Map<Long, Known> known = new ConcurrentHashMap<>();

  private record Known(MovePolicy policy, Instant at) {}

  /**
   * @param lane outlives the request that asks: its context ends before the look-up may
   */
  SpecPolicies(MigrationCatalog catalog, Executor lane, InstantSource clock) {
    this.catalog = catalog;
    this.lane = lane;
    this.clock = clock;
  }

  @Override
  public MovePolicy of(long migration) {
    if (migration == 0) {
      return MovePolicy.ALONE;
    }
    Instant now = clock.instant();
    Known found = known.get(migration);
    if (found == null || found.at().plus(FRESH).isBefore(now)) {
      MovePolicy until = found == null ? MovePolicy.NONE : found.policy();
      Known asked = new Known(until, now);
      // Whoever puts it looks it up; the others go on with what is known.
      boolean mine =
          found == null
              ? known.putIfAbsent(migration, asked) == null
              : known.replace(migration, found, asked);
      if (mine) {
        lookUp(migration);
      }
      return until;
    }
    return found.policy();
  }

  private void lookUp(long migration) {
    try {
      lane.execute(() -> {
        try {
          MigrationCatalog.Migration found = catalog.get(migration).migration();
          boolean dualWrites = SpecParser.parse(found.spec()).mirroring().dualWrites();
          MovePolicy policy = new MovePolicy(dualWrites, found.shadowReads(), drains(found));
          forgetOld();
          known.put(migration, new Known(policy, clock.instant()));
        } catch (CatalogUnavailableException | MigrationRefusedException e) {
          // What is known holds; it is looked up again when it has grown old.
        }
      });
    } catch (RejectedExecutionException e) {
      // Likewise.
    }
  }

  /** What stands still is drained no further; a rollback drains whatever was asked for. */
  private static boolean drains(MigrationCatalog.Migration migration) {
    return switch (migration.state()) {
      case RUNNING, SOAKING -> migration.drain();
      case ROLLING_BACK -> true;
      case PLANNED, PAUSED, HELD, FINISHING, COMPLETED, ROLLED_BACK, CANCELLED -> false;
    };
  }

  private void forgetOld() {
    if (known.size() > MOST) {
      known
          .values()
          .removeIf(one -> one.at().plus(FRESH.multipliedBy(30)).isBefore(clock.instant()));
    }
  }
}
