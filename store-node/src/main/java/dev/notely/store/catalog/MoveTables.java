package dev.notely.store.catalog;

import dev.notely.store.sqlite.Session;
import java.util.List;

/** The history of committed moves, in one transaction. */
final class MoveTables {
  private final Session session;

  MoveTables(Session session) {
    this.session = session;
  }

  void put(MoveRecord move, long migration) {
    session.update(
        """
        INSERT INTO move_history(account, from_store, to_store, epoch, committed_at, records, pause_micros, migration)
          VALUES(?,?,?,?,?,?,?,?)\
        """,
        Columns.blob(move.account()),
        move.from(),
        move.to(),
        move.epoch(),
        move.committedAtMs(),
        move.records(),
        move.pauseMicros(),
        migration);
  }

  List<MoveRecord> after(long afterId, int limit) {
    return session.list(
        """
        SELECT id, account, from_store, to_store, epoch, committed_at, records, pause_micros
          FROM move_history WHERE id > ? ORDER BY id LIMIT ?\
        """,
        row ->
            new MoveRecord(
                row.getLong(1),
                Columns.bytes(row, 2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8)),
        afterId,
        limit);
  }

  /** Pauses of the latest committed cut-overs of a migration in microseconds, sorted. */
  List<Long> pauses(long migration, int limit) {
    return session
        .list(
            "SELECT pause_micros FROM move_history WHERE migration = ? AND migration > 0 ORDER BY id DESC LIMIT ?",
            row -> row.getLong(1),
            migration,
            limit)
        .stream()
        .sorted()
        .toList();
  }
}
