package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import dev.notely.store.sqlite.Session;
import java.util.List;

/** What is left to do at stores after moves, in one transaction. */
final class ChoreTables {
  private final Session session;

  ChoreTables(Session session) {
    this.session = session;
  }

  List<Chore> of(ByteString account) {
    return session.list(
        "SELECT store, epoch, kind, home FROM chore WHERE account = ? ORDER BY epoch, kind",
        row ->
            new Chore(
                account,
                row.getString(1),
                row.getLong(2),
                Chore.Kind.of(row.getInt(3)),
                row.getString(4)),
        Columns.blob(account));
  }

  void put(Chore chore, long migration) {
    session.update(
        """
        INSERT OR REPLACE INTO chore(account, store, epoch, kind, home, migration)
          VALUES(?,?,?,?,?,?)\
        """,
        Columns.blob(chore.account()),
        chore.store(),
        chore.epoch(),
        chore.kind().code(),
        chore.home(),
        migration);
  }

  void remove(Chore chore) {
    session.update(
        "DELETE FROM chore WHERE account = ? AND store = ? AND epoch = ? AND kind = ?",
        Columns.blob(chore.account()),
        chore.store(),
        chore.epoch(),
        chore.kind().code());
  }

  boolean has(long migration) {
    return session
        .first(
            "SELECT 1 FROM chore WHERE migration = ? AND migration > 0 LIMIT 1",
            row -> true,
            migration)
        .isPresent();
  }
}
