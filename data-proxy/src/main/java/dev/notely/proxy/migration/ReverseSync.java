package dev.notely.proxy.migration;

import dev.notely.proxy.migration.throttle.Brake;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.MigrationCatalog;
import dev.notely.proxy.store.MigrationCatalog.Account;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.OwnershipRow;
import dev.notely.proxy.store.OwnershipRow.State;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.RecordStore.Reply;
import dev.notely.proxy.store.Refusal;
import dev.notely.proxy.store.StoreInspection;
import dev.notely.proxy.store.StoreInspection.StoredAccount;
import dev.notely.proxy.store.StoreUnavailableException;
import dev.notely.proxy.store.UnusableRecordException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Lets the former homes of a migration's accounts follow their new homes, so that going back copies
 * nothing. One pass looks at one row of each account and copies what has changed. Every command is
 * one of the hand-off's: a pass may be doubled, stale, or end anywhere.
 */
final class ReverseSync {
  private static final int PAGE = 1_000;

  private final MigrationCatalog catalog;
  private final Function<String, RecordStore> stores;
  private final Function<String, StoreInspection> inspections;
  private final Brake brake;
  private final Pace pace;
  private final LeaderListener listener;

  ReverseSync(MigrationDriver.Ports ports) {
    this.catalog = ports.catalog();
    this.stores = ports.stores();
    this.inspections = ports.inspections();
    this.brake = ports.brake();
    this.pace = ports.pace();
    this.listener = ports.listener();
  }

  /**
   * What a pass found.
   *
   * @param accounts that are kept in two stores
   * @param records that the former homes lacked when they were looked at
   * @param trouble the first account or store that could not follow, empty if all did
   * @param waited of its time, for users
   */
  record Pass(long accounts, long records, String trouble, Duration waited) {
    /** Of one that waited for nobody. */
    Pass(long accounts, long records, String trouble) {
      this(accounts, records, trouble, Duration.ZERO);
    }

    boolean healthy() {
      return trouble.isEmpty();
    }

    Pass plus(Pass other) {
      return new Pass(
          accounts + other.accounts,
          records + other.records,
          trouble.isEmpty() ? other.trouble : trouble,
          waited.plus(other.waited));
    }
  }

  private record Pair(String home, String second) {}

  /**
   * One pass over the accounts of a migration.
   *
   * @param recordsPerSecond the operator's bound for one account, as it is now; 0: none
   */
  Pass run(long migration, LongSupplier recordsPerSecond) {
    Pass[] all = {new Pass(0, 0, "")};
    catalog.forEachPage(
        migration,
        PAGE,
        Set.of(AccountState.REVERSE_SYNCED),
        page -> all[0] = all[0].plus(follow(page, recordsPerSecond)));
    return all[0];
  }

  private Pass follow(List<Account> page, LongSupplier recordsPerSecond) {
    Map<Pair, List<Placement>> pairs =
        page.stream()
            .map(Account::placement)
            .filter(placement -> placement.phase() == Phase.KEPT)
            .collect(Collectors.groupingBy(p -> new Pair(p.home(), p.second())));
    Pass all = new Pass(0, 0, "");
    for (Map.Entry<Pair, List<Placement>> entry : pairs.entrySet()) {
      all = all.plus(follow(entry.getKey(), entry.getValue(), recordsPerSecond));
    }
    return all;
  }

  private Pass follow(Pair pair, List<Placement> placements, LongSupplier recordsPerSecond) {
    List<UUID> ids = placements.stream().map(Placement::account).toList();
    Map<UUID, OwnershipRow> homes;
    Map<UUID, OwnershipRow> seconds;
    try {
      homes = rows(pair.home(), ids);
      seconds = rows(pair.second(), ids);
    } catch (StoreUnavailableException e) {
      return new Pass(placements.size(), 0, String.valueOf(e.getMessage()));
    }
    Pass all = new Pass(placements.size(), 0, "");
    for (Placement placement : placements) {
      OwnershipRow home = homes.get(placement.account());
      OwnershipRow second = seconds.get(placement.account());
      if (home != null && second != null) {
        all = all.plus(follow(placement, home, second, recordsPerSecond));
      }
    }
    return all;
  }

  private Map<UUID, OwnershipRow> rows(String store, List<UUID> accounts) {
    Map<UUID, OwnershipRow> rows = new HashMap<>();
    for (StoredAccount stored : inspections.apply(store).rows(accounts)) {
      rows.put(stored.account(), stored.row());
    }
    return rows;
  }

  private Pass follow(
      Placement placement, OwnershipRow home, OwnershipRow second, LongSupplier recordsPerSecond) {
    boolean follows =
        second.state() == State.IMPORTING
            && second.epoch() == placement.epoch()
            && second.watermark().isPresent()
            && home.epoch() == placement.epoch();
    long behind = follows ? home.lastSeq() - second.watermark().orElseThrow() : 0;
    if (follows && behind <= 0) {
      return new Pass(0, 0, "");
    }
    try {
      MovePermit permit = MovePermit.of(placement, recordsPerSecond, brake, pace);
      copy(placement, permit);
      return new Pass(0, behind, "", permit.waited());
    } catch (MoveFailedException
        | StoreUnavailableException
        | UnusableRecordException
        | RecordStore.RefusedException e) {
      return new Pass(0, behind, "account " + placement.account() + ": " + e.getMessage());
    }
  }

  private void copy(Placement placement, MovePermit permit) {
    RecordStore home = stores.apply(placement.home());
    RecordStore second = stores.apply(placement.second());
    OwnershipRow copy =
        listener.around(
            LeaderStep.FOLLOW_BEGIN, placement.migration(), () -> begin(placement, home, second));
    var _ =
        listener.around(
            LeaderStep.FOLLOW_COPY,
            placement.migration(),
            () -> catchUp(placement, home, second, copy, permit));
  }

  private static OwnershipRow begin(Placement placement, RecordStore home, RecordStore second) {
    // Opens the new home if nobody has asked it yet; it keeps tombstones since its first moment.
    Reply exporting = done(home, home.beginExport(placement));
    long keepFrom = exporting.row().keepFrom().orElseThrow();
    done(second, second.close(placement));
    Reply importing = second.beginImport(placement, keepFrom);
    if (importing.refusal() == Refusal.PURGING) {
      throw new MoveFailedException(second.name() + " is still removing an older copy", false);
    }
    return done(second, importing).row();
  }

  private static Backfill.Progress catchUp(
      Placement placement,
      RecordStore home,
      RecordStore second,
      OwnershipRow copy,
      MovePermit permit) {
    Backfill.Progress progress;
    try (RecordStore.Import line = second.openImport(placement)) {
      long watermark;
      if (copy.watermark().isPresent()) {
        watermark = copy.watermark().getAsLong();
      } else {
        Backfill.scan(home, placement, copy.scanPosition(), line, permit);
        watermark =
            second
                .describe(placement.account())
                .watermark()
                .orElseThrow(() -> new MoveFailedException("the copy was begun anew", false));
      }
      progress = Backfill.changes(home, placement, watermark, line, permit, permit::rest);
    }
    permit.rest();
    return progress;
  }

  private static Reply done(RecordStore store, Reply reply) {
    if (!reply.done()) {
      throw new MoveFailedException(store.name() + " refused: " + reply.refusal(), false);
    }
    return reply;
  }
}
