package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;

/**
 * A row of an adopted file that is no record of any account.
 *
 * @param source table where it was found: notes, or accounts of the app's other file
 * @param row its number there
 * @param id as it stands there, at most 80 characters
 * @param account that its creator names, empty if it names none
 * @param raw empty where the row lies in another file, or it was not asked for
 * @param resolution empty: nothing was decided yet
 */
public record UnconvertedRow(
    String source,
    long row,
    String id,
    ByteString account,
    String reason,
    Optional<RawRow> raw,
    Optional<Resolution> resolution) {
  /**
   * Where a page ends.
   *
   * @param account empty in a page of all accounts
   */
  public record Position(ByteString account, String source, long row) {
    /** Before all rows. */
    public static final Position START = new Position(ByteString.EMPTY, "", Long.MIN_VALUE);
  }

  /** Which rows are asked for. */
  public record Query(Position after, int limit, boolean unresolvedOnly, boolean withRaw) {}

  /**
   * A page of them.
   *
   * @param more there are rows after it
   */
  public record Page(List<UnconvertedRow> rows, boolean more) {
    public Page {
      rows = List.copyOf(rows);
    }
  }
}
