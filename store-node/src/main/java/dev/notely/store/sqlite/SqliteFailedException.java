package dev.notely.store.sqlite;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The file did not do what it was asked; the transaction did not happen. */
public final class SqliteFailedException extends RuntimeException {
  /** What is wrong, as far as the caller can tell the difference. */
  public enum Kind {
    /** No space, or a size limit. */
    FULL,
    /** The file or its folder cannot be written. */
    READ_ONLY,
    /** The file is not what it was. */
    CORRUPT,
    /** Somebody else holds the file. */
    BUSY,
    /** A constraint of the schema. */
    CONSTRAINT,
    /** Anything else. */
    IO
  }

  private final Kind kind;

  SqliteFailedException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Sorts an SQL error. */
  public static SqliteFailedException of(SQLException e) {
    SQLiteErrorCode code =
        e instanceof SQLiteException sqlite ? sqlite.getResultCode() : SQLiteErrorCode.SQLITE_ERROR;
    Kind kind =
        switch (code.code & 0xFF) {
          case 13 -> Kind.FULL;
          case 8 -> Kind.READ_ONLY;
          case 11, 26 -> Kind.CORRUPT;
          case 5, 6 -> Kind.BUSY;
          case 19 -> Kind.CONSTRAINT;
          default -> Kind.IO;
        };
    return new SqliteFailedException(kind, "the store's file failed: " + code.message, e);
  }

  public Kind kind() {
    return kind;
  }
}
