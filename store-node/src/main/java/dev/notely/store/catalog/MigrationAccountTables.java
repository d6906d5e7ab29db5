package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import dev.notely.store.sqlite.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The accounts of migrations, in one transaction. */
final class MigrationAccountTables {
  private static final String MIGRATION_ACCOUNT =
      """
      SELECT migration, account, wave, state, source, target, records, pause_micros, attempts, reason, changed_at
        FROM migration_account\
      """;

  private final Session session;

  MigrationAccountTables(Session session) {
    this.session = session;
  }

  void put(MigrationAccount account) {
    account(account.migration(), account.account()).ifPresent(before -> count(before, -1));
    count(account, 1);
    session.update(
        "INSERT OR REPLACE INTO migration_account VALUES(?,?,?,?,?,?,?,?,?,?,?)",
        account.migration(),
        Columns.blob(account.account()),
        account.wave(),
        account.state().code(),
        account.source(),
        account.target(),
        account.records(),
        account.pauseMicros(),
        account.attempts(),
        account.reason(),
        account.changedAtMs());
  }

  private static MigrationAccount readAccount(ResultSet row) throws SQLException {
    return new MigrationAccount(
        row.getLong(1),
        Columns.bytes(row, 2),
        row.getInt(3),
        AccountState.of(row.getInt(4)),
        row.getString(5),
        row.getString(6),
        row.getLong(7),
        row.getLong(8),
        row.getInt(9),
        row.getString(10),
        row.getLong(11));
  }

  Optional<MigrationAccount> account(long migration, ByteString account) {
    return session.first(
        MIGRATION_ACCOUNT + " WHERE migration = ? AND account = ?",
        MigrationAccountTables::readAccount,
        migration,
        Columns.blob(account));
  }

  List<AccountCount> counts(long migration) {
    return session.list(
        """
        SELECT wave, state, accounts, records FROM migration_count
          WHERE migration = ? AND accounts > 0 ORDER BY wave, state\
        """,
        row ->
            new AccountCount(
                row.getInt(1), AccountState.of(row.getInt(2)), row.getLong(3), row.getLong(4)),
        migration);
  }

  private void count(MigrationAccount account, int more) {
    session.update(
        """
        INSERT INTO migration_count VALUES(?,?,?,?,?) ON CONFLICT DO UPDATE
          SET accounts = accounts + excluded.accounts, records = records + excluded.records\
        """,
        account.migration(),
        account.wave(),
        account.state().code(),
        more,
        more * account.records());
  }

  List<MigrationAccount> next(
      long migration, AccountState state, int lastWave, JournalTables.After after, int limit) {
    return session.list(
        MIGRATION_ACCOUNT
            + """
             WHERE migration = ? AND state = ? AND wave <= ? AND (wave, account) > (?, ?)
              ORDER BY wave, account LIMIT ?\
            """,
        MigrationAccountTables::readAccount,
        migration,
        state.code(),
        lastWave,
        after.wave(),
        Columns.blob(after.account()),
        limit);
  }

  List<MigrationAccount> accounts(
      long migration, ByteString after, int limit, Set<AccountState> states) {
    return session.list(
        MIGRATION_ACCOUNT
            + " WHERE migration = ? AND account > ?"
            + in(states)
            + " ORDER BY account LIMIT ?",
        MigrationAccountTables::readAccount,
        migration,
        Columns.blob(after),
        limit);
  }

  /**
   * Of codes only: at most one text for each set of states. A single state has an index of its own;
   * several are picked from the accounts in their order (the + keeps SQLite from sorting them).
   */
  private static String in(Set<AccountState> states) {
    if (states.size() == 1) {
      return " AND state = " + states.iterator().next().code();
    }
    return states.stream()
        .sorted()
        .map(state -> Integer.toString(state.code()))
        .collect(Collectors.joining(",", " AND +state IN (", ")"));
  }
}
