package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import dev.notely.store.sqlite.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** The ledger of mismatches, in one transaction. */
final class MismatchTables {
  private static final String MISMATCH =
      "SELECT migration, account, record_key, store, what, evidence, found_at FROM mismatch";

  private final Session session;

  MismatchTables(Session session) {
    this.session = session;
  }

  void put(OpenMismatch open) {
    Mismatch found = open.found();
    session.update(
        "INSERT OR REPLACE INTO mismatch VALUES(?,?,?,?,?,?,?)",
        open.migration(),
        Columns.blob(found.account()),
        found.key(),
        found.store(),
        found.what(),
        found.evidence(),
        open.foundAtMs());
  }

  private static OpenMismatch readMismatch(ResultSet row) throws SQLException {
    return new OpenMismatch(
        row.getLong(1),
        new Mismatch(
            Columns.bytes(row, 2),
            row.getString(3),
            row.getString(4),
            row.getString(5),
            row.getString(6)),
        row.getLong(7));
  }

  List<OpenMismatch> mismatches(long migration, JournalTables.AfterMismatch after, int limit) {
    return session.list(
        MISMATCH
            + """
             WHERE migration = ? AND (account, record_key) > (?, ?)
              ORDER BY account, record_key LIMIT ?\
            """,
        MismatchTables::readMismatch,
        migration,
        Columns.blob(after.account()),
        after.key(),
        limit);
  }

  List<OpenMismatch> mismatches(long migration, ByteString account, int limit) {
    return session.list(
        MISMATCH + " WHERE migration = ? AND account = ? ORDER BY record_key LIMIT ?",
        MismatchTables::readMismatch,
        migration,
        Columns.blob(account),
        limit);
  }

  void close(long migration, ByteString account) {
    session.update(
        "DELETE FROM mismatch WHERE migration = ? AND account = ?",
        migration,
        Columns.blob(account));
  }
}
