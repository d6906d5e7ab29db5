package dev.notely.store.sqlite;

import dev.notely.runtime.process.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/** A SQLite file that another program made: it is read, and copied, and never written. */
public final class ForeignFile implements AutoCloseable {
  private static final int BUSY_TIMEOUT_MS = 5_000;
  private static final int PAGES_PER_STEP = 1_000;

  private final Path file;
  private final Connection connection;
  private final Session session;

  private ForeignFile(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
    this.session = new Session(connection);
  }

  /**
   * Opens the file and looks for a table.
   *
   * @throws StartupException if the file is missing, is no SQLite file, or has no such table with
   *     these columns
   */
  public static ForeignFile open(Path file, String table, List<String> columns) {
    if (!Files.isRegularFile(file)) {
      throw new StartupException("there is no file " + file);
    }
    try {
      ForeignFile opened = new ForeignFile(file, reading(file));
      try {
        opened.check(table, columns);
        return opened;
      } catch (StartupException e) {
        opened.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new StartupException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static Connection reading(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_TIMEOUT_MS);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source.getConnection();
  }

  private void check(String table, List<String> columns) {
    try {
      List<String> found =
          session.list("SELECT name FROM pragma_table_info(?)", row -> row.getString(1), table);
      if (!found.containsAll(columns)) {
        throw new StartupException(
            file + " has no table " + table + " with the columns " + String.join(", ", columns));
      }
    } catch (SqliteFailedException e) {
      throw new StartupException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** For reading; on one thread. */
  public Session session() {
    return session;
  }

  /**
   * A copy of the whole file, consistent also while its owner writes; it appears under its name
   * only when it is complete.
   *
   * @param progress gets the share that is done, 0 to 1
   */
  public void copyTo(Path target, DoubleConsumer progress) {
    Path unfinished = target.resolveSibling(target.getFileName() + ".copying");
    try {
      Files.deleteIfExists(unfinished);
      int result =
          connection
              .unwrap(SQLiteConnection.class)
              .getDatabase()
              .backup(
                  "main",
                  unfinished.toString(),
                  (left, all) -> progress.accept(all == 0 ? 1 : 1 - (double) left / all),
                  0,
                  Integer.MAX_VALUE,
                  PAGES_PER_STEP);
      if (result != 0) {
        throw new StartupException("cannot copy " + file + ": SQLite's error " + result);
      }
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (SQLException | IOException e) {
      throw new StartupException(
          "cannot copy " + file + " to " + target + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // Nothing was written: there is nothing to lose.
    }
  }
}
