package dev.notely.store.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.sql.DataSource;
import org.sqlite.SQLiteConnection;

/**
 * Read-only connections from a pool, each with its statements kept. The pool's own proxies close
 * statements when a connection goes back; a kept statement doubles the rate of reads, so statements
 * belong to the connection beneath.
 */
public final class SqliteReaders {
  private final DataSource pool;
  private final Map<SQLiteConnection, Session> sessions = new ConcurrentHashMap<>();

  SqliteReaders(DataSource pool) {
    this.pool = pool;
  }

  /**
   * Reads on the calling thread, all of it from one snapshot of the file.
   *
   * @throws SqliteFailedException if the file cannot be read, or no connection gets free in 2 s
   */
  public <R> R read(Function<Session, R> work) {
    try (Connection pooled = pool.getConnection()) {
      Session session =
          sessions.computeIfAbsent(pooled.unwrap(SQLiteConnection.class), Session::new);
      session.update("BEGIN");
      try {
        return work.apply(session);
      } finally {
        session.update("ROLLBACK"); // nothing was written; unlike COMMIT it ends any transaction
      }
    } catch (SQLException e) {
      throw SqliteFailedException.of(e);
    }
  }
}
