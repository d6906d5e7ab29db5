package dev.notely.store.sqlite;

import dev.notely.runtime.process.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/** A SQLite file that another program has or made: it is read, and copied, and never written. */
public final class ForeignFile implements AutoCloseable {
  private static final int BUSY_TIMEOUT_MS = 5_000;
  private static final int PAGES_PER_STEP = 1_000;
  private static final int ALL_PAGES = -1;

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
    ForeignFile opened = open(file);
    try {
      opened.check(table, columns);
      return opened;
    } catch (StartupException e) {
      opened.close();
      throw e;
    }
  }

  /**
   * Opens the file, whatever is in it.
   *
   * @throws StartupException if the file is missing, or cannot be opened
   */
  public static ForeignFile open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new StartupException("there is no file " + file);
    }
    try {
      return new ForeignFile(file, reading(file));
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
   * A copy of the whole file; it appears under its name only when it is complete. It begins anew
   * whenever another process has written meanwhile.
   *
   * @param progress gets the share that is done, 0 to 1
   */
  public void copyTo(Path target, DoubleConsumer progress) {
    copy(target, PAGES_PER_STEP, progress);
  }

  /**
   * A copy of the file as it is at one moment, page by page, while its owner goes on writing; it
   * appears under its name only when it is complete and on the disk.
   */
  public void snapshotTo(Path target) {
    copy(target, ALL_PAGES, _ -> {});
  }

  private void copy(Path target, int pagesPerStep, DoubleConsumer progress) {
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
                  pagesPerStep);
      if (result != 0) {
        throw new StartupException("cannot copy " + file + ": SQLite's error " + result);
      }
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (SQLException | IOException e) {
      throw new StartupException(
          "cannot copy " + file + " to " + target + ": " + e.getMessage(), e);
    }
  }

  /**
   * What SQLite finds wrong with the file, the first of it; empty: it is sound. Reads all of it.
   */
  public Optional<String> damage() {
    try {
      return session
          .first("PRAGMA integrity_check(1)", row -> row.getString(1))
          .filter(found -> !found.equals("ok"));
    } catch (SqliteFailedException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Which program's file it is, by its header; 0: unmarked. */
  public int applicationId() {
    try {
      return session.first("PRAGMA application_id", row -> row.getInt(1)).orElse(0);
    } catch (SqliteFailedException e) {
      throw new StartupException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  public Path path() {
    return file;
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
