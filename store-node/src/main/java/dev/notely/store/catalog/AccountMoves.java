package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Changes of placements and what they mean for the migrations that have the accounts. */
final class AccountMoves {
  /** Accounts that a portion looks at for each that it may bring on: others may be in their way. */
  private static final int PAGES = 10;

  /** Who is overlaid has moved, and lives in two stores: it is drained before it goes back. */
  private static final List<AccountState> NOT_MOVED =
      List.of(
          AccountState.CUTTING_OVER,
          AccountState.CATCHING_UP,
          AccountState.COPYING,
          AccountState.WAITING,
          AccountState.QUARANTINED,
          AccountState.MOVED);

  private final JournalTables tables;
  private final JournalWriter writer;
  private final PlacementRules rules;

  AccountMoves(JournalTables tables, JournalWriter writer, PlacementRules rules) {
    this.tables = tables;
    this.writer = writer;
    this.rules = rules;
  }

  Catalog.Outcome compareAndSet(
      PlacementRow row, long expectedEpoch, PlacementChange change, String actor) {
    if (change instanceof PlacementChange.Begin begin) {
      return begin(row, expectedEpoch, begin, actor);
    }
    Optional<PlacementRules.Won> won = rules.apply(row, expectedEpoch, change);
    if (won.isEmpty()) {
      return new Catalog.Outcome(false, row);
    }
    if (change instanceof PlacementChange.Commit commit) {
      tables.putMove(history(row, won.get().row().epoch(), commit), row.migration());
    }
    return new Catalog.Outcome(true, changed(row, won.get(), change, actor));
  }

  private MoveRecord history(PlacementRow before, long epoch, PlacementChange.Commit commit) {
    return new MoveRecord(
        0, // the tables number them
        before.account(),
        before.home(),
        before.second(),
        epoch,
        writer.now(),
        commit.records(),
        commit.pauseMicros());
  }

  /**
   * Whoever begins the move that a running migration has in store for the account begins its, and
   * by its strategy.
   */
  private Catalog.Outcome begin(
      PlacementRow row, long expectedEpoch, PlacementChange.Begin asked, String actor) {
    Optional<MigrationAccount> waiting = inStore(row.account(), asked.second());
    boolean lazy =
        waiting
            .map(account -> writer.migration(account.migration()).plan().lazy())
            .orElse(asked.lazy());
    return rules
        .apply(row, expectedEpoch, new PlacementChange.Begin(asked.second(), lazy))
        .map(PlacementRules.Won::row)
        .map(begun -> waiting.isEmpty() ? tables.put(begun) : enrolled(waiting.get(), begun, actor))
        .map(begun -> new Catalog.Outcome(true, begun))
        .orElse(new Catalog.Outcome(false, row));
  }

  private Optional<MigrationAccount> inStore(ByteString account, String target) {
    return tables
        .unfinishedWith(account)
        .filter(migration -> migration.state() == MigrationState.RUNNING)
        .flatMap(migration -> tables.account(migration.id(), account))
        .filter(a -> a.state() == AccountState.WAITING && a.target().equals(target));
  }

  private PlacementRow enrolled(MigrationAccount account, PlacementRow moving, String actor) {
    Map<String, Object> evidence =
        Map.of("source", moving.home(), "target", moving.second(), "epoch", moving.epoch());
    writer.advance(
        account,
        AccountEvent.ENROLLED,
        new Cause(actor, "", JournalWriter.json(evidence)),
        a -> a.from(moving.home()));
    return tables.put(moving.of(account.migration()));
  }

  /** Journals the change of a placement that belongs to a migration. */
  private PlacementRow changed(
      PlacementRow before, PlacementRules.Won won, PlacementChange change, String actor) {
    if (before.migration() != 0) {
      MigrationAccount account = tables.account(before.migration(), before.account()).orElseThrow();
      switch (change) {
        case PlacementChange.Commit commit ->
            advance(
                account,
                won.row().phase() == PlacementPhase.OVERLAID
                    ? AccountEvent.OPENED
                    : AccountEvent.COMMITTED,
                won,
                commit,
                actor,
                a -> a.committed(commit));
        case PlacementChange.Drained drained ->
            advance(account, AccountEvent.DRAINED, won, drained, actor, a -> a.drained(drained));
        case PlacementChange.Abort _ ->
            advance(account, AccountEvent.ABORTED, won, change, actor, UnaryOperator.identity());
        case PlacementChange.Settle _ ->
            advance(
                account,
                account.state() == AccountState.RETURNING
                    ? AccountEvent.SETTLED
                    : AccountEvent.GIVEN_UP,
                won,
                change,
                actor,
                UnaryOperator.identity());
        case PlacementChange.Admit _ ->
            throw new IllegalStateException("admitted in a migration: " + before);
        case PlacementChange.Begin _ ->
            throw new IllegalStateException("begun in a migration: " + before);
      }
    }
    return stored(won, before.migration());
  }

  private void advance(
      MigrationAccount account,
      AccountEvent event,
      PlacementRules.Won won,
      PlacementChange change,
      String actor,
      UnaryOperator<MigrationAccount> more) {
    String evidence = JournalWriter.json(evidence(won.row().epoch(), change));
    writer.advance(account, event, new Cause(actor, "", evidence), more);
  }

  private static Map<String, Object> evidence(long epoch, PlacementChange change) {
    return switch (change) {
      case PlacementChange.Commit(long records, long pauseMicros) ->
          Map.of("epoch", epoch, "records", records, "pauseMicros", pauseMicros);
      case PlacementChange.Drained(long records) -> Map.of("epoch", epoch, "records", records);
      case PlacementChange.Admit _,
          PlacementChange.Begin _,
          PlacementChange.Abort _,
          PlacementChange.Settle _ ->
          Map.of("epoch", epoch);
    };
  }

  private PlacementRow stored(PlacementRules.Won won, long migration) {
    won.chores().forEach(chore -> tables.put(chore, migration));
    return tables.put(won.row());
  }

  /** Begins up to {@code room} moves; accounts that cannot begin now are passed over. */
  int enrol(Migration migration, int room, String actor, List<ByteString> notAdmitted) {
    return portion(
        migration,
        AccountState.WAITING,
        migration.position().wave(),
        room,
        account -> enrol(migration, account, actor, notAdmitted));
  }

  private boolean enrol(
      Migration migration, MigrationAccount account, String actor, List<ByteString> notAdmitted) {
    PlacementRow row = tables.placement(account.account()).orElseThrow();
    boolean there = row.home().equals(account.target());
    return switch (row.phase()) {
      case NEW -> {
        notAdmitted.add(row.account());
        yield false;
      }
      case SETTLED -> {
        if (there) {
          writer.advance(
              account, AccountEvent.ALREADY_THERE, Cause.of(actor), a -> a.from(row.home()));
        } else {
          PlacementChange begin =
              new PlacementChange.Begin(account.target(), migration.plan().lazy());
          PlacementRules.Won won = rules.apply(row, row.epoch(), begin).orElseThrow();
          enrolled(account, won.row(), actor);
        }
        yield true;
      }
      case MOVING, SWITCHING -> { // by whichever strategy it was begun
        boolean ours = row.migration() == 0 && row.second().equals(account.target());
        if (ours) {
          enrolled(account, row, actor);
        }
        yield ours;
      }
      case MOVED, KEPT, RETURNING, OVERLAID -> false; // it is settled first
    };
  }

  /** What has not moved is where it belongs, as soon as its copy is given up. */
  int giveUp(Migration migration, int limit, String actor) {
    int given = 0;
    for (AccountState state : NOT_MOVED) {
      given +=
          portion(
              migration,
              state,
              Integer.MAX_VALUE,
              limit - given,
              account -> {
                takenOut(account, AccountEvent.GIVEN_UP, Cause.of(actor));
                return true;
              });
    }
    return given;
  }

  /** Accounts that are set aside stay where they are for good. */
  int giveUpQuarantined(Migration migration, int limit, String actor) {
    return portion(
        migration,
        AccountState.QUARANTINED,
        Integer.MAX_VALUE,
        limit,
        account -> {
          takenOut(account, AccountEvent.GIVEN_UP, Cause.of(actor));
          return true;
        });
  }

  /** Ends a move that is not committed, if there is one, and the part that the account takes. */
  private void takenOut(MigrationAccount account, AccountEvent event, Cause cause) {
    PlacementRow row = tables.placement(account.account()).orElseThrow();
    writer.advance(account, event, cause, UnaryOperator.identity());
    if (row.migration() == account.migration()) {
      stored(
          rules.apply(row, row.epoch(), new PlacementChange.Settle()).orElseThrow(),
          account.migration());
    }
  }

  int turnBack(Migration migration, int room, String actor) {
    return portion(
        migration,
        AccountState.REVERSE_SYNCED,
        Integer.MAX_VALUE,
        room,
        account -> {
          PlacementRow row = tables.placement(account.account()).orElseThrow();
          writer.advance(account, AccountEvent.RETURN, Cause.of(actor), UnaryOperator.identity());
          stored(rules.turnBack(row).orElseThrow(), migration.id());
          return true;
        });
  }

  int settleVerified(Migration migration, List<ByteString> accounts, String actor) {
    int settled = 0;
    for (ByteString id : accounts) {
      Optional<MigrationAccount> kept =
          tables
              .account(migration.id(), id)
              .filter(account -> account.state() == AccountState.REVERSE_SYNCED);
      if (kept.isPresent()) {
        PlacementRow row = tables.placement(id).orElseThrow();
        writer.advance(kept.get(), AccountEvent.SETTLED, Cause.of(actor), UnaryOperator.identity());
        stored(rules.settleVerified(row).orElseThrow(), migration.id());
        settled++;
      }
    }
    return settled;
  }

  PlacementRow mark(MigrationAccount account, PlacementRow row, AccountMark mark) {
    if (mark.step() == AccountEvent.QUARANTINE) {
      takenOut(account, mark.step(), mark.cause());
    } else {
      writer.advance(
          account,
          mark.step(),
          mark.cause(),
          mark.step() == AccountEvent.SEALING
              ? MigrationAccount::attempted
              : UnaryOperator.identity());
    }
    return tables.placement(row.account()).orElseThrow();
  }

  private int portion(
      Migration migration,
      AccountState state,
      int lastWave,
      int limit,
      Predicate<MigrationAccount> step) {
    int changed = 0;
    JournalTables.After after = JournalTables.After.START;
    for (int page = 0; page < PAGES && changed < limit; page++) {
      List<MigrationAccount> next =
          tables.next(migration.id(), state, lastWave, after, limit - changed);
      if (next.isEmpty()) {
        return changed;
      }
      for (MigrationAccount account : next) {
        changed += step.test(account) ? 1 : 0;
      }
      after = new JournalTables.After(next.getLast().wave(), next.getLast().account());
    }
    return changed;
  }
}
