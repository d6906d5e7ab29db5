package dev.notely.store.notes;

import dev.notely.runtime.process.StartupException;
import dev.notely.store.sqlite.Session;
import java.nio.file.Path;
import java.util.Optional;

/** What a store's file says of itself: whose it is, which schema it has, how it was adopted. */
final class Meta {
  private Meta() {}

  static Optional<String> get(Session session, String key) {
    return session.first("SELECT value FROM meta WHERE key = ?", row -> row.getString(1), key);
  }

  static void put(Session session, String key, String value) {
    session.update("INSERT OR REPLACE INTO meta VALUES(?,?)", key, value);
  }

  /**
   * Sets a value for good.
   *
   * @throws StartupException if the file has another one
   */
  static void claim(Session session, String key, String value, Path file) {
    session.update("INSERT OR IGNORE INTO meta VALUES(?,?)", key, value);
    String found = get(session, key).orElse(value);
    if (!found.equals(value)) {
      throw new StartupException(
          "the file " + file + " belongs to " + key + " '" + found + "', not '" + value + "'");
    }
  }
}
