package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import dev.notely.store.sqlite.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Accounts and their names, in one transaction. */
final class AccountEntryTables {
  private static final String ENTRY =
      """
      SELECT p.account, p.epoch, p.home, p.second, p.phase, p.version, p.migration, a.name, a.tier, a.region
        FROM account a JOIN placement p ON p.account = a.id\
      """;

  private final Session session;

  AccountEntryTables(Session session) {
    this.session = session;
  }

  Optional<AccountEntry> entry(ByteString account) {
    return session.first(
        ENTRY + " WHERE a.id = ?", AccountEntryTables::readEntry, Columns.blob(account));
  }

  List<AccountEntry> after(ByteString after, int limit) {
    return session.list(
        ENTRY + " WHERE a.id > ? ORDER BY a.id LIMIT ?",
        AccountEntryTables::readEntry,
        Columns.blob(after),
        limit);
  }

  void add(ByteString id, String name, String tier, String region) {
    session.update("INSERT INTO account VALUES(?,?,?,?)", Columns.blob(id), name, tier, region);
  }

  boolean rename(ByteString id, String name) {
    return session.update("UPDATE account SET name = ? WHERE id = ?", name, Columns.blob(id)) == 1;
  }

  private static AccountEntry readEntry(ResultSet row) throws SQLException {
    PlacementRow placement = PlacementTables.readPlacement(row);
    return new AccountEntry(
        placement.account(), row.getString(8), row.getString(9), row.getString(10), placement);
  }
}
