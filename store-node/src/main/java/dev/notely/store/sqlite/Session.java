package dev.notely.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A connection with its statements kept prepared, by their text. For one thread at a time; while
 * rows of a query are read, the same text must not be run again. SQL errors come out as {@link
 * SqliteFailedException}.
 */
public final class Session {
  private final Connection connection;
  private final Map<String, PreparedStatement> kept = new HashMap<>();

  Session(Connection connection) {
    this.connection = connection;
  }

  /**
   * Runs a statement that changes something; answers the number of rows. Parameters: byte[],
   * String, Long, Integer, Double.
   */
  public int update(String sql, Object... parameters) {
    try {
      return bound(sql, parameters).executeUpdate();
    } catch (SQLException e) {
      throw failed(sql, e);
    }
  }

  /** All rows of a query; the caller bounds them in the SQL. */
  public <R> List<R> list(String sql, RowReader<R> reader, Object... parameters) {
    try (ResultSet rows = bound(sql, parameters).executeQuery()) {
      List<R> all = new ArrayList<>();
      while (rows.next()) {
        all.add(reader.read(rows));
      }
      return all;
    } catch (SQLException e) {
      throw failed(sql, e);
    }
  }

  /** The first row of a query. */
  public <R> Optional<R> first(String sql, RowReader<R> reader, Object... parameters) {
    try (ResultSet rows = bound(sql, parameters).executeQuery()) {
      return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
    } catch (SQLException e) {
      throw failed(sql, e);
    }
  }

  /** Texts of the statements that were run and are kept prepared. */
  public Set<String> statements() {
    return Set.copyOf(kept.keySet());
  }

  /** After some errors (full disk) the driver closes the statement: it must not be used again. */
  private SqliteFailedException failed(String sql, SQLException cause) {
    try (PreparedStatement dropped = kept.remove(sql)) {
      return SqliteFailedException.of(cause);
    } catch (SQLException e) {
      cause.addSuppressed(e);
      return SqliteFailedException.of(cause);
    }
  }

  private PreparedStatement bound(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = kept.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      kept.put(sql, statement);
    }
    for (int i = 0; i < parameters.length; i++) {
      switch (parameters[i]) {
        case Long number -> statement.setLong(i + 1, number);
        case Integer number -> statement.setInt(i + 1, number);
        case Double number -> statement.setDouble(i + 1, number);
        case String text -> statement.setString(i + 1, text);
        case byte[] bytes -> statement.setBytes(i + 1, bytes);
        default -> throw new IllegalArgumentException("no SQL type for " + parameters[i]);
      }
    }
    return statement;
  }

  /** Reads one row. */
  public interface RowReader<R> {
    R read(ResultSet row) throws SQLException;
  }
}
