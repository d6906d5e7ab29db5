package dev.notely.system;

import dev.notely.store.adoption.Adoption;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.BiPredicate;

/**
 * Many accounts with a few notes each, as the hands-on app would have left them, adopted by the
 * store "legacy" of a data folder. Their ids tell them from accounts that users make.
 */
public final class GeneratedNotes {
  private static final long HIGH = 0x0000_5CA1_E000_4000L;
  private static final long LOW = 0x8000_0000_0000_0000L;
  private static final int BATCH = 10_000;
  private static final String PADDING = "lorem ipsum dolor sit amet ";
  private static final int PADDINGS = 4;

  private GeneratedNotes() {}

  /**
   * What there is, whatever the order in which it is found.
   *
   * @param digest sum of a hash of each note with its account and id
   */
  public record Sum(long notes, long digest) {
    public static final Sum NONE = new Sum(0, 0);

    public Sum plus(Sum more) {
      return new Sum(notes + more.notes, digest + more.digest);
    }

    private static Sum of(UUID account, UUID note, String content) {
      long mixed =
          31 * (31 * account.getLeastSignificantBits() + note.getLeastSignificantBits())
              + content.hashCode();
      mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
      return new Sum(1, mixed ^ (mixed >>> 27));
    }
  }

  private static UUID id(long number) {
    return new UUID(HIGH, LOW | number);
  }

  /** The id of the account with this number, from 0. */
  public static UUID account(int number) {
    return id(number);
  }

  /** Makes the files of "legacy" and of the catalog in an empty folder. */
  static Sum make(Path folder, int accounts, int notesEach) throws SQLException {
    return make(folder, Collections.nCopies(accounts, notesEach), PADDINGS);
  }

  /**
   * The same with accounts of different sizes.
   *
   * @param notesOf each account
   * @param paddings of 27 characters in each note, beside its number
   */
  public static Sum make(Path folder, List<Integer> notesOf, int paddings) throws SQLException {
    Sum sum = Sum.NONE;
    String padding = PADDING.repeat(paddings);
    try (Connection app = open(folder.resolve("accounts.db"));
        PreparedStatement insert =
            table(app, "accounts(id TEXT, name TEXT, is_migrating INTEGER, shard TEXT)", 4)) {
      for (int a = 0; a < notesOf.size(); a++) {
        row(insert, id(a).toString(), "generated " + a, 0, "");
      }
      insert.executeBatch();
      app.commit();
    }
    try (Connection app = open(folder.resolve("legacy.db"));
        PreparedStatement insert =
            table(
                app,
                "notes(id TEXT PRIMARY KEY, creator TEXT, created_at INTEGER, updated_at INTEGER, content TEXT)",
                5)) {
      int n = 0;
      for (int a = 0; a < notesOf.size(); a++) {
        for (int end = n + notesOf.get(a); n < end; n++) {
          String content = "note " + n + " " + padding;
          row(insert, id(n).toString(), id(a).toString(), 1_000L + n, 2_000L + n, content);
          sum = sum.plus(Sum.of(id(a), id(n), content));
          if (n % BATCH == 0) {
            insert.executeBatch();
          }
        }
      }
      insert.executeBatch();
      app.commit();
    }
    var _ = new Adoption(folder, folder, "legacy", _ -> {}).run();
    return sum;
  }

  private static Connection open(Path file) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  private static PreparedStatement table(Connection app, String columns, int count)
      throws SQLException {
    try (Statement statement = app.createStatement()) {
      statement.execute("PRAGMA synchronous = OFF"); // nothing is lost but time
      statement.execute("CREATE TABLE " + columns);
    }
    app.setAutoCommit(false);
    String table = columns.substring(0, columns.indexOf('('));
    return app.prepareStatement(
        "INSERT INTO " + table + " VALUES(" + "?,".repeat(count - 1) + "?)");
  }

  private static void row(PreparedStatement insert, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      insert.setObject(i + 1, values[i]);
    }
    insert.addBatch();
  }

  /** What a clustered store's file has of them, after its process has ended. */
  static Sum in(Path file) throws SQLException {
    return in(file, (account, _) -> account.getMostSignificantBits() == HIGH);
  }

  /** The same without notes that users have added to these accounts. */
  public static Sum generatedIn(Path file) throws SQLException {
    return in(file, (_, note) -> note.getMostSignificantBits() == HIGH);
  }

  private static Sum in(Path file, BiPredicate<UUID, UUID> counts) throws SQLException {
    Sum sum = Sum.NONE;
    try (Connection store = open(file);
        Statement statement = store.createStatement();
        ResultSet rows = statement.executeQuery("SELECT account, id, content FROM notes")) {
      while (rows.next()) {
        UUID account = uuid(rows.getBytes(1));
        UUID note = uuid(rows.getBytes(2));
        if (counts.test(account, note)) {
          String content = new String(rows.getBytes(3), StandardCharsets.UTF_8);
          sum = sum.plus(Sum.of(account, note, content));
        }
      }
    }
    return sum;
  }

  private static UUID uuid(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
