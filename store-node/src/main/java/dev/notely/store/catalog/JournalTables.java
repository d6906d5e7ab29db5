package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the journal needs of tables, within one transaction. */
public interface JournalTables {
  /** A placement as it is now; empty: no such account. */
  Optional<PlacementRow> placement(ByteString account);

  /** Stores the row under the next version of the catalog and answers it so. */
  PlacementRow put(PlacementRow row);

  /** Leaves a chore of a migration, 0 if of none; one that is there already stays. */
  void put(Chore chore, long migration);

  /** True if chores of the migration are left. */
  boolean hasChores(long migration);

  /** Adds to the history, numbered by the tables; the migration is 0 if there is none. */
  void putMove(MoveRecord move, long migration);

  /** Names of the stores where accounts can be placed. */
  List<String> storeNames();

  /** Stores a new one and answers it with its id. */
  Migration add(Migration migration);

  /** Replaces a migration; its plan stays as it was. */
  void put(Migration migration);

  /** A migration; empty: none has this id. */
  Optional<Migration> migration(long id);

  /** The one of this name that has not ended. */
  Optional<Migration> unfinished(String name);

  /** The one that has this account and has not ended. */
  Optional<Migration> unfinishedWith(ByteString account);

  /** Newest first. */
  List<Migration> migrations(int limit, boolean unfinished);

  /** Stores an account of a migration, new or again, and counts it where it is now. */
  void put(MigrationAccount account);

  /** An account of a migration; empty: it takes no part. */
  Optional<MigrationAccount> account(long migration, ByteString account);

  /** Sums by wave and state, without empty ones. */
  List<AccountCount> counts(long migration);

  /** Where a look at the next accounts goes on: after this wave and account. */
  record After(int wave, ByteString account) {
    static final After START = new After(-1, ByteString.EMPTY);
  }

  /** Accounts in a state up to a wave, by wave and account. */
  List<MigrationAccount> next(
      long migration, AccountState state, int lastWave, After after, int limit);

  /** Accounts in any of the states after an account, in the order of their bytes. */
  List<MigrationAccount> accounts(
      long migration, ByteString after, int limit, Set<AccountState> states);

  /** Stores a line of the ledger, in the place of one about the same record. */
  void put(OpenMismatch open);

  /** Where a look at the ledger goes on: after this account and record. */
  record AfterMismatch(ByteString account, String key) {
    public static final AfterMismatch START = new AfterMismatch(ByteString.EMPTY, "");
  }

  /** Lines of the ledger, by account and record. */
  List<OpenMismatch> mismatches(long migration, AfterMismatch after, int limit);

  /** As {@link #mismatches(long, AfterMismatch, int)}, of one account. */
  List<OpenMismatch> mismatches(long migration, ByteString account, int limit);

  /** The ledger has no line of the account any more. */
  void closeMismatches(long migration, ByteString account);

  /** Writes an event down, numbered by the tables. */
  void append(JournalEvent event);

  /** Events after an id, oldest first. */
  List<JournalEvent> events(long migration, long afterId, int limit);

  /** As {@link #events(long, long, int)}, of one account; of the migration itself if empty. */
  List<JournalEvent> events(long migration, ByteString account, long afterId, int limit);
}
