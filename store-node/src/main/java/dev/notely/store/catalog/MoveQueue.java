package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The accounts with work (under way, committed and not settled, or with chores left) and who does
 * it.
 */
public final class MoveQueue {
  /** More than this is looked at in the order of the changes, as earlier work gets done. */
  private static final int LOOK = 10_000;

  private final Catalog catalog;
  private final MoveLeases leases;

  public MoveQueue(Catalog catalog, MoveLeases leases) {
    this.catalog = catalog;
    this.leases = leases;
  }

  /**
   * A placement with work.
   *
   * @param recordsPerSecond bound for the copy of this account; 0: none
   */
  public record Work(PlacementRow placement, List<Chore> chores, long recordsPerSecond) {
    public Work {
      chores = List.copyOf(chores);
    }
  }

  /** What a holder has after a claim, and how much is left that nobody holds. */
  public record Claimed(List<Work> work, int waiting) {
    public Claimed {
      work = List.copyOf(work);
    }
  }

  /** Renews the holder's leases and gives it up to {@code capacity} accounts in all. */
  public Claimed claim(String holder, int capacity) {
    return catalog.read(tables -> {
      MoveLeases.Claimed claimed = leases.claim(holder, capacity, tables.withWork(LOOK));
      return new Claimed(
          claimed.work().stream().map(row -> work(tables, row)).toList(), claimed.waiting());
    });
  }

  private static Work work(CatalogTables tables, PlacementRow row) {
    long bound =
        tables
            .migration(row.migration())
            .map(migration -> migration.limits().recordsPerSecondOfOne())
            .orElse(0L);
    return new Work(row, tables.chores(row.account()), bound);
  }

  /** Gives one account back at once. */
  public void unclaim(String holder, ByteString account) {
    leases.unclaim(holder, account);
  }

  /** A chore is done; nothing happens if it was done before. */
  public CompletableFuture<Boolean> complete(Chore chore) {
    return catalog.write(tables -> {
      tables.remove(chore);
      return true;
    });
  }
}
