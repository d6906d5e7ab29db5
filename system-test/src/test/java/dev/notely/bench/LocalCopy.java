package dev.notely.bench;

import dev.notely.store.notes.NoteSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.sqlite.SQLiteConfig;

/**
 * The physical limit of a copy: the same rows from the same file into an empty file of the same
 * schema, in one statement and one durable transaction.
 */
final class LocalCopy {
  private static final int CACHE_KIB = 16 * 1024; // as a store's, and
  private static final int CHECKPOINT_PAGES = 4_000;

  private LocalCopy() {}

  /**
   * How long it takes.
   *
   * @param source a clustered store's file; its process may run
   * @param folder for the copy, which is removed again
   * @param notes that the account must have
   */
  static double seconds(Path source, Path folder, UUID account, int notes)
      throws SQLException, IOException {
    Path copy = folder.resolve("local-copy.db");
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setCacheSize(-CACHE_KIB);
    config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, Integer.toString(CHECKPOINT_PAGES));
    double seconds;
    try (Connection connection = config.createConnection("jdbc:sqlite:" + copy);
        Statement statement = connection.createStatement()) {
      for (String sql : NoteSchema.CLUSTERED.statements()) {
        statement.execute(sql);
      }
      statement.execute("ATTACH '" + source + "' AS source");
      seconds = insert(connection, account, notes);
    }
    for (String suffix : new String[] {"", "-wal", "-shm"}) {
      Files.deleteIfExists(Path.of(copy + suffix));
    }
    return seconds;
  }

  private static double insert(Connection connection, UUID account, int notes) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO main.notes SELECT * FROM source.notes WHERE account = ?")) {
      insert.setBytes(
          1,
          ByteBuffer.allocate(16)
              .putLong(account.getMostSignificantBits())
              .putLong(account.getLeastSignificantBits())
              .array());
      long began = System.nanoTime();
      int copied = insert.executeUpdate();
      double seconds = (System.nanoTime() - began) / 1e9;
      if (copied != notes) {
        throw new IllegalStateException(copied + " notes were copied, not " + notes);
      }
      return seconds;
    }
  }
}
