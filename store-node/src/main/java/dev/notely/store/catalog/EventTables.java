package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import dev.notely.store.sqlite.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** What migrations wrote down and what users found, in one transaction. */
final class EventTables {
  private static final String EVENT =
      """
      SELECT id, migration, account, at, actor, event, from_state, to_state, reason, evidence, wave, soaking_wave,
          trace
        FROM migration_event\
      """;

  private final Session session;

  EventTables(Session session) {
    this.session = session;
  }

  void append(JournalEvent event) {
    session.update(
        """
        INSERT INTO migration_event(
            migration, account, at, actor, event, from_state, to_state, reason, evidence, wave, soaking_wave,
            trace)
          VALUES(?,?,?,?,?,?,?,?,?,?,?,?)\
        """,
        event.migration(),
        Columns.blob(event.account()),
        event.atMs(),
        event.actor(),
        event.event(),
        event.from(),
        event.to(),
        event.reason(),
        event.evidence(),
        event.wave(),
        event.soakingWave() ? 1 : 0,
        event.trace());
  }

  private static JournalEvent readEvent(ResultSet row) throws SQLException {
    return new JournalEvent(
        row.getLong(1),
        row.getLong(2),
        Columns.bytes(row, 3),
        row.getLong(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        row.getString(9),
        row.getString(10),
        row.getInt(11),
        row.getInt(12) == 1,
        row.getString(13));
  }

  List<JournalEvent> events(long migration, long afterId, int limit) {
    return session.list(
        EVENT + " WHERE migration = ? AND id > ? ORDER BY id LIMIT ?",
        EventTables::readEvent,
        migration,
        afterId,
        limit);
  }

  List<JournalEvent> events(long migration, ByteString account, long afterId, int limit) {
    return session.list(
        EVENT + " WHERE migration = ? AND account = ? AND id > ? ORDER BY id LIMIT ?",
        EventTables::readEvent,
        migration,
        Columns.blob(account),
        afterId,
        limit);
  }

  void put(Inconsistency found, long migration, long atMs) {
    session.update(
        """
        INSERT INTO inconsistency(migration, account, note, expected, actual, trace_id, at)
          VALUES(?,?,?,?,?,?,?)\
        """,
        migration,
        Columns.blob(found.account()),
        Columns.blob(found.note()),
        found.expected(),
        found.actual(),
        found.traceId(),
        atMs);
  }

  /** Over all migrations and none, newest first, of those with a lower id. */
  List<FoundInconsistency> inconsistencies(long beforeId, int limit) {
    return session.list(
        """
        SELECT id, at, migration, account, note, expected, actual, trace_id
          FROM inconsistency WHERE id < ? ORDER BY id DESC LIMIT ?\
        """,
        EventTables::readInconsistency,
        beforeId,
        limit);
  }

  /** Of those that count against a migration, newest first, of those with a lower id. */
  List<FoundInconsistency> inconsistencies(long migration, long beforeId, int limit) {
    return session.list(
        """
        SELECT id, at, migration, account, note, expected, actual, trace_id
          FROM inconsistency WHERE migration = ? AND id < ? ORDER BY id DESC LIMIT ?\
        """,
        EventTables::readInconsistency,
        migration,
        beforeId,
        limit);
  }

  private static FoundInconsistency readInconsistency(ResultSet row) throws SQLException {
    return new FoundInconsistency(
        row.getLong(1),
        row.getLong(2),
        row.getLong(3),
        new Inconsistency(
            Columns.bytes(row, 4),
            Columns.bytes(row, 5),
            row.getString(6),
            row.getString(7),
            row.getString(8)));
  }

  long inconsistencies(long migration) {
    return session
        .first("SELECT count(*) FROM inconsistency WHERE migration = ?", Columns::number, migration)
        .orElse(0L);
  }
}
