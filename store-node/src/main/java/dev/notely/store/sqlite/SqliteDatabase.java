package dev.notely.store.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.notely.runtime.process.StartupException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/**
 * One SQLite file, owned by one process: its pragmas, its writer, its readers. WAL with
 * synchronous=FULL: what was committed survives a power cut.
 */
public final class SqliteDatabase implements AutoCloseable {
  private static final int READERS = 4;
  private static final int WRITER_QUEUE = 10_000;
  private static final int CACHE_KIB = 16 * 1024;
  private static final int CHECKPOINT_PAGES = 4_000;

  private final Path file;
  private final FileChannel lockFile;
  private final HikariDataSource writing;
  private final HikariDataSource reading;
  private final SqliteWriter writer;
  private final SqliteReaders readers;

  private SqliteDatabase(Path file, FileChannel lockFile, List<String> schema, int version)
      throws SQLException {
    this.file = file;
    this.lockFile = lockFile;
    writing = pool(file, false, 1);
    Connection connection = writing.getConnection();
    Session session = new Session(connection.unwrap(SQLiteConnection.class));
    migrate(session, schema, version);
    reading = pool(file, true, READERS);
    writer = new SqliteWriter(session, file.getFileName().toString(), WRITER_QUEUE);
    readers = new SqliteReaders(reading);
  }

  /**
   * Opens or makes the file.
   *
   * @param schema statements that make the schema, each harmless if it was run before
   * @param version of the schema, kept as {@code user_version}: a file of another version is
   *     refused
   * @throws StartupException with a sentence: the folder is missing, the file is read-only,
   *     corrupt, of another version, or in use by another process
   */
  public static SqliteDatabase open(Path file, List<String> schema, int version) {
    FileChannel lockFile = lock(file);
    try {
      return new SqliteDatabase(file, lockFile, schema, version);
    } catch (SQLException e) {
      closeQuietly(lockFile);
      throw new StartupException(
          "cannot open "
              + file
              + ": "
              + SqliteFailedException.of(e).kind()
              + " ("
              + e.getMessage()
              + ")",
          e);
    } catch (SqliteFailedException e) {
      closeQuietly(lockFile);
      throw new StartupException(
          "cannot open " + file + ": " + e.kind() + " (" + e.getMessage() + ")", e);
    } catch (HikariPool.PoolInitializationException e) {
      closeQuietly(lockFile);
      throw new StartupException("cannot open " + file + ": " + e.getMessage(), e);
    } catch (StartupException e) {
      closeQuietly(lockFile);
      throw e;
    }
  }

  public SqliteWriter writer() {
    return writer;
  }

  public SqliteReaders readers() {
    return readers;
  }

  /** Size of the file in bytes, without its write-ahead log. */
  public long fileBytes() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  private static FileChannel lock(Path file) {
    try {
      FileChannel channel =
          FileChannel.open(
              file.resolveSibling(file.getFileName() + ".lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        closeQuietly(channel);
        throw new StartupException("the file " + file + " is in use by another process");
      }
      return channel;
    } catch (IOException e) {
      throw new StartupException(
          "cannot write in the folder of " + file + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // this very process has it
    }
  }

  private static void migrate(Session session, List<String> schema, int version) {
    int found = session.first("PRAGMA user_version", row -> row.getInt(1)).orElse(0);
    if (found > version) {
      throw new StartupException(
          "the file has schema version " + found + ", this program knows up to " + version);
    }
    try (Statement statement = session.connection().createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      for (String sql : schema) {
        statement.execute(sql);
      }
      statement.execute("PRAGMA user_version = " + version);
      statement.execute("COMMIT");
    } catch (SQLException e) {
      throw SqliteFailedException.of(e);
    }
  }

  private static HikariDataSource pool(Path file, boolean readOnly, int size) {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(readOnly);
    config.setBusyTimeout(5_000);
    config.setCacheSize(-CACHE_KIB);
    if (!readOnly) {
      config.setJournalMode(SQLiteConfig.JournalMode.WAL);
      config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
      config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, Integer.toString(CHECKPOINT_PAGES));
    }
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    HikariConfig pool = new HikariConfig();
    pool.setDataSource(source);
    pool.setReadOnly(readOnly);
    pool.setMaximumPoolSize(size);
    pool.setMinimumIdle(size);
    pool.setIdleTimeout(0);
    pool.setMaxLifetime(0); // a local file: nothing makes an old connection worse than a new one
    pool.setConnectionTimeout(2_000);
    pool.setPoolName(file.getFileName() + (readOnly ? "-readers" : "-writer"));
    return new HikariDataSource(pool);
  }

  @Override
  public void close() {
    writer.close();
    reading.close();
    writing.close();
    closeQuietly(lockFile);
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      // The file is consistent whatever close says: everything acknowledged has been committed.
    }
  }
}
