package dev.notely.store.sqlite;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.notely.runtime.process.StartupException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * One SQLite file, owned by one process: its writer and its readers. WAL with synchronous=FULL:
 * what was committed survives a power cut.
 */
public final class SqliteDatabase implements AutoCloseable {
  private final SqliteWriter writer;
  private final SqliteReaders readers;
  private final Deque<AutoCloseable> opened;

  private SqliteDatabase(SqliteWriter writer, SqliteReaders readers, Deque<AutoCloseable> opened) {
    this.writer = writer;
    this.readers = readers;
    this.opened = opened;
  }

  /** As {@link #open(Path, SqliteOptions)}, for a file that is not marked with its kind. */
  public static SqliteDatabase open(Path file, List<String> schema, int version) {
    return open(file, SqliteOptions.of(0, version, schema));
  }

  /**
   * Opens or makes the file.
   *
   * @throws StartupException with a sentence: the folder is missing, the file is read-only,
   *     corrupt, of another kind or version, or in use by another process
   */
  public static SqliteDatabase open(Path file, SqliteOptions options) {
    Deque<AutoCloseable> opened = new ArrayDeque<>(); // last opened first
    try {
      opened.push(FileClaim.take(file));
      Connection writing = SqliteConnections.writing(file, options);
      opened.push(writing);
      SchemaSetup.run(writing, file, options);
      HikariDataSource reading = SqliteConnections.reading(file, options);
      opened.push(reading);
      SqliteWriter writer =
          new SqliteWriter(
              new Session(writing), file.getFileName().toString(), options.writerQueue());
      opened.push(writer);
      return new SqliteDatabase(writer, new SqliteReaders(reading), opened);
    } catch (SQLException e) {
      closeAll(opened);
      throw cannotOpen(file, e);
    } catch (HikariPool.PoolInitializationException | StartupException e) {
      closeAll(opened);
      throw e instanceof StartupException ? e : cannotOpen(file, e);
    }
  }

  private static StartupException cannotOpen(Path file, Exception e) {
    if (!(e instanceof SQLException failure)) {
      return new StartupException("cannot open " + file + ": " + e.getMessage(), e);
    }
    SqliteFailedException.Kind kind = SqliteFailedException.of(failure).kind();
    String sentence =
        switch (kind) {
          case FULL -> "there is no space for the file " + file;
          case READ_ONLY -> "the file " + file + " is read-only";
          case CORRUPT -> "the file " + file + " is damaged or is not a SQLite file";
          case BUSY -> "the file " + file + " is in use by another process";
          case CONSTRAINT, IO -> "cannot open " + file;
        };
    return new StartupException(sentence + ": " + e.getMessage(), e);
  }

  public SqliteWriter writer() {
    return writer;
  }

  public SqliteReaders readers() {
    return readers;
  }

  /** What was accepted is still written; then the file is free for another process. */
  @Override
  public void close() {
    closeAll(opened);
  }

  private static void closeAll(Deque<AutoCloseable> opened) {
    for (AutoCloseable one = opened.poll(); one != null; one = opened.poll()) {
      try {
        one.close();
      } catch (Exception e) {
        // The file is consistent whatever close says: everything acknowledged has been committed.
      }
    }
  }
}
