package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The accounts with work (under way, committed and not settled, or with chores left) and who does
 * it.
 */
public final class MoveQueue {
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
   * @param keepOverlay once it is overlaid, what nobody has touched stays at the former home
   */
  public record Work(
      PlacementRow placement, List<Chore> chores, long recordsPerSecond, boolean keepOverlay) {
    public Work {
      chores = List.copyOf(chores);
    }
  }

  /** What a holder has after a claim, and how much was seen that nobody holds. */
  public record Claimed(List<Work> work, int waiting) {
    public Claimed {
      work = List.copyOf(work);
    }
  }

  /** Renews the holder's leases and gives it up to {@code capacity} accounts in all. */
  public Claimed claim(String holder, int capacity) {
    return catalog.read(tables -> {
      MoveLeases.Claimed claimed = leases.claim(holder, capacity, work(tables, holder, capacity));
      return new Claimed(
          claimed.work().stream().map(row -> work(tables, row)).toList(), claimed.waiting());
    });
  }

  /**
   * What the holder has, then moves, chores and drains in turn: none waits for the end of the
   * others. No more than the leases that there are can be in the way, so no more is looked at,
   * however much work there is. Of what a migration has overlaid, which may be all of it, no more
   * is work at a time than it may have under way.
   */
  private Collection<PlacementRow> work(CatalogTables all, String holder, int capacity) {
    PlacementTables tables = all.placements();
    Map<ByteString, PlacementRow> work = new LinkedHashMap<>();
    leases.of(holder).forEach(held -> tables.withWork(held).ifPresent(row -> work.put(held, row)));
    int window = capacity + leases.size() + 1;
    List<Iterator<PlacementRow>> kinds = new ArrayList<>();
    kinds.add(tables.moving(window).iterator());
    kinds.add(tables.withChores(window).iterator());
    all.migrations()
        .draining()
        .forEach(
            (id, atOnce) -> kinds.add(tables.overlaid(id, Math.min(atOnce, window)).iterator()));
    while (kinds.stream().anyMatch(Iterator::hasNext)) {
      for (Iterator<PlacementRow> next : kinds) {
        if (next.hasNext()) {
          PlacementRow row = next.next();
          work.putIfAbsent(row.account(), row);
        }
      }
    }
    return work.values();
  }

  private static Work work(CatalogTables tables, PlacementRow row) {
    Optional<Migration> migration = tables.migration(row.migration());
    long bound = migration.map(one -> one.limits().recordsPerSecondOfOne()).orElse(0L);
    boolean keepOverlay = migration.map(one -> !one.drains()).orElse(false);
    return new Work(row, tables.chores().of(row.account()), bound, keepOverlay);
  }

  /** Gives one account back at once. */
  public void unclaim(String holder, ByteString account) {
    leases.unclaim(holder, account);
  }

  /** A chore is done; nothing happens if it was done before. */
  public CompletableFuture<Boolean> complete(Chore chore) {
    return catalog.write(tables -> {
      tables.chores().remove(chore);
      return true;
    });
  }
}
