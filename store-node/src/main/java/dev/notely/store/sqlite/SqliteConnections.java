package dev.notely.store.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/** Every pragma of a connection, set when it is opened. */
final class SqliteConnections {
  private static final int BUSY_TIMEOUT_MS = 5_000;
  private static final int READER_WAIT_MS = 2_000;

  private SqliteConnections() {}

  /**
   * The one connection that writes: WAL with synchronous=FULL, so a commit survives a power cut.
   */
  static Connection writing(Path file, SqliteOptions options) throws SQLException {
    SQLiteConfig config = config(options);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setPragma(
        SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, Integer.toString(options.checkpointPages()));
    return source(file, config).getConnection();
  }

  /** The pool of readers; the file and its schema must be there. */
  static HikariDataSource reading(Path file, SqliteOptions options) {
    SQLiteConfig config = config(options);
    config.setReadOnly(true);
    HikariConfig pool = new HikariConfig();
    pool.setDataSource(source(file, config));
    pool.setReadOnly(true); // as the connections are: the pool would try to change it else
    pool.setMaximumPoolSize(options.readers());
    pool.setMinimumIdle(options.readers());
    pool.setIdleTimeout(0);
    pool.setMaxLifetime(0); // a local file: nothing makes an old connection worse than a new one
    pool.setKeepaliveTime(0);
    pool.setConnectionTimeout(READER_WAIT_MS);
    pool.setPoolName(file.getFileName() + "-readers");
    return new HikariDataSource(pool);
  }

  private static SQLiteConfig config(SqliteOptions options) {
    SQLiteConfig config = new SQLiteConfig();
    // One thread at a time has a connection, and the driver locks it too.
    config.setOpenMode(SQLiteOpenMode.NOMUTEX);
    // Nobody asks for them, and the driver would run a query of its own after each INSERT.
    config.setGetGeneratedKeys(false);
    config.setBusyTimeout(BUSY_TIMEOUT_MS);
    config.setCacheSize(-options.cacheKib());
    return config;
  }

  private static SQLiteDataSource source(Path file, SQLiteConfig config) {
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }
}
