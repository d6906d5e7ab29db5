package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import dev.notely.store.sqlite.Session;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A row of a file as it stands there, whatever types its columns have.
 *
 * @param json an object with the type and value of each column, at most 64 KiB
 * @param truncated values were cut to make it fit
 * @param bytes of the values, uncut
 */
public record RawRow(String json, boolean truncated, long bytes) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MAX_JSON = 64 * 1024;
  static final List<String> NOTE = List.of("id", "creator", "created_at", "updated_at", "content");

  /** Of the hands-on app's table; what a resolution has kept of the row goes first. */
  static Optional<RawRow> found(Session session, long row) {
    return first(session, NOTE, "unserved_was WHERE row = ?", row)
        .or(() -> first(session, NOTE, "notes WHERE rowid = ?", row));
  }

  /** The row of a table that a condition finds. */
  static Optional<RawRow> first(
      Session session, List<String> columns, String where, Object... parameters) {
    StringBuilder sql = new StringBuilder("SELECT ");
    for (String column : columns) {
      sql.append(
          "typeof(%1$s), length(CAST(%1$s AS BLOB)), substr(CAST(%1$s AS BLOB), 1, %2$d), "
              .formatted(column, MAX_JSON));
    }
    sql.setLength(sql.length() - 2);
    return session
        .first(sql + " FROM " + where, row -> read(row, columns), parameters)
        .map(RawRow::of);
  }

  private static List<Value> read(ResultSet row, List<String> columns) throws SQLException {
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      values.add(
          new Value(
              columns.get(i),
              FoundNote.text(row.getString(3 * i + 1)),
              row.getLong(3 * i + 2),
              SqlTables.bytes(row, 3 * i + 3)));
    }
    return values;
  }

  private static RawRow of(List<Value> values) {
    long bytes = values.stream().mapToLong(Value::length).sum();
    int limit = MAX_JSON;
    String json = json(values, limit);
    while (json.getBytes(StandardCharsets.UTF_8).length > MAX_JSON) {
      limit /= 2;
      json = json(values, limit);
    }
    int kept = limit;
    return new RawRow(json, values.stream().anyMatch(value -> value.length > kept), bytes);
  }

  private static String json(List<Value> values, int limit) {
    ObjectNode row = JSON.createObjectNode();
    values.forEach(value -> value.putInto(row.putObject(value.column), limit));
    return row.toString();
  }

  /**
   * A column.
   *
   * @param type as SQLite names it
   * @param length in bytes; a number's is that of its digits
   * @param start of its bytes
   */
  private record Value(String column, String type, long length, ByteString start) {
    void putInto(ObjectNode column, int limit) {
      ByteString shown = start.substring(0, Math.min(limit, start.size()));
      column.put("type", type);
      switch (type) {
        case "null" -> column.putNull("value");
        case "integer" -> column.put("value", Long.parseLong(shown.toStringUtf8()));
        case "real" -> column.put("value", shown.toStringUtf8()); // JSON knows no infinity
        case "text" ->
            text(shown)
                .ifPresentOrElse(
                    text -> column.put("value", text), () -> column.put("base64", base64(shown)));
        default -> column.put("base64", base64(shown));
      }
    }

    /** A cut may have split the last character: up to three bytes of it are left out. */
    private Optional<String> text(ByteString shown) {
      int most = shown.size() < length ? Math.min(3, shown.size()) : 0;
      for (int left = 0; left <= most; left++) {
        try {
          ByteString whole = shown.substring(0, shown.size() - left);
          return Optional.of(
              StandardCharsets.UTF_8.newDecoder().decode(whole.asReadOnlyByteBuffer()).toString());
        } catch (CharacterCodingException e) {
          // Split, or no text.
        }
      }
      return Optional.empty();
    }

    private static String base64(ByteString bytes) {
      return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
  }
}
