package dev.notely.store.sqlite;

import dev.notely.runtime.process.StartupException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Looks at what kind of file it is before anything is written into it, then makes the schema. */
final class SchemaSetup {
  private SchemaSetup() {}

  /**
   * Makes the schema in one transaction.
   *
   * @throws StartupException if the file is of another kind or newer than this program
   */
  static void run(Connection connection, Path file, SqliteOptions options) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int version = number(statement, "user_version");
      check(file, options, number(statement, "application_id"), version);
      statement.execute("BEGIN IMMEDIATE");
      if (version > 0) {
        for (List<String> upgrade : options.upgrades().tailMap(version + 1).values()) {
          for (String sql : upgrade) {
            statement.execute(sql);
          }
        }
      }
      for (String sql : options.schema()) {
        statement.execute(sql);
      }
      statement.execute("PRAGMA application_id = " + options.applicationId());
      statement.execute("PRAGMA user_version = " + options.schemaVersion());
      statement.execute("COMMIT");
    }
  }

  private static void check(Path file, SqliteOptions options, int kind, int version) {
    boolean unmarked = kind == 0 && version == 0;
    if (!unmarked && kind != options.applicationId()) {
      throw new StartupException(
          "the file "
              + file
              + " is of another kind: its application id is "
              + kind
              + ", not "
              + options.applicationId());
    }
    if (version > options.schemaVersion()) {
      throw new StartupException(
          "the file "
              + file
              + " has schema version "
              + version
              + "; this program knows up to "
              + options.schemaVersion());
    }
  }

  private static int number(Statement statement, String pragma) throws SQLException {
    try (var row = statement.executeQuery("PRAGMA " + pragma)) {
      row.next();
      return row.getInt(1);
    }
  }
}
