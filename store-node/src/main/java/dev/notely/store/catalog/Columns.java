package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Values as the catalog's columns have them. */
final class Columns {
  private Columns() {}

  static byte[] blob(ByteString bytes) {
    return bytes.toByteArray();
  }

  static ByteString bytes(ResultSet row, int column) throws SQLException {
    return ByteString.copyFrom(row.getBytes(column));
  }

  /** The only column of a row that is a number. */
  static long number(ResultSet row) throws SQLException {
    return row.getLong(1);
  }
}
