package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import dev.notely.store.sqlite.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Where accounts are, each change under a version of its own, in one transaction. */
final class PlacementTables {
  private static final String PLACEMENT =
      "SELECT account, epoch, home, second, phase, version, migration FROM placement";

  // From the chores, in their order (CROSS JOIN), so that the limit bounds what is looked at.
  private static final String WITH_CHORES =
      """
      SELECT p.account, p.epoch, p.home, p.second, p.phase, p.version, p.migration
        FROM chore c CROSS JOIN placement p ON p.account = c.account WHERE c.account > x'' AND\
      """;

  private static final String UNDER_WAY = "phase IN (3, 4, 6, 7, 8)";

  /**
   * Moves of a migration that does not move are not given out. While it soaks those do that were
   * set aside and are released. What is overlaid is drained while it rolls back, too: it goes back
   * by a copy, which needs it in one store.
   */
  private static final String GIVEN_OUT =
      """
       (p.phase NOT IN (3, 6, 7, 8) OR p.migration = 0
         OR EXISTS(SELECT 1 FROM migration m WHERE m.id = p.migration
           AND (p.phase IN (3, 7, 8) AND m.state IN (2, 5) OR p.phase IN (6, 8) AND m.state = 6)))\
      """;

  /** What is overlaid is no work where nobody has asked for the drain. */
  private static final String DRAINS =
      """
       (p.phase <> 8 OR p.migration = 0
         OR EXISTS(SELECT 1 FROM migration m WHERE m.id = p.migration AND (m.drain = 1 OR m.state = 6)))\
      """;

  // By account, so that the same ones are drained until they are done.
  private static final String OVERLAID =
      """
      SELECT p.account, p.epoch, p.home, p.second, p.phase, p.version, p.migration
        FROM migration_account a CROSS JOIN placement p ON p.account = a.account
        WHERE a.migration = ? AND a.state = 10 ORDER BY a.account LIMIT ?\
      """;

  private final Session session;

  PlacementTables(Session session) {
    this.session = session;
  }

  long version() {
    return session.first("SELECT max(version) FROM placement", row -> row.getLong(1)).orElse(0L);
  }

  Optional<PlacementRow> placement(ByteString account) {
    return session.first(
        PLACEMENT + " WHERE account = ?", PlacementTables::readPlacement, Columns.blob(account));
  }

  PlacementRow put(PlacementRow row) {
    long version = version() + 1;
    session.update(
        "INSERT OR REPLACE INTO placement VALUES(?,?,?,?,?,?,?)",
        Columns.blob(row.account()),
        row.epoch(),
        row.home(),
        row.second(),
        row.phase().code(),
        version,
        row.migration());
    return row.withVersion(version);
  }

  List<PlacementRow> changedAfter(long version, int limit) {
    return session.list(
        PLACEMENT + " WHERE version > ? ORDER BY version LIMIT ?",
        PlacementTables::readPlacement,
        version,
        limit);
  }

  /**
   * Placements under way, those that changed first ahead; without those that a migration has
   * overlaid.
   */
  List<PlacementRow> moving(int limit) {
    return session.list(
        PLACEMENT
            + " p WHERE "
            + UNDER_WAY
            + " AND (phase <> 8 OR migration = 0) AND"
            + GIVEN_OUT
            + " ORDER BY version LIMIT ?",
        PlacementTables::readPlacement,
        limit);
  }

  /** Placements that the migration has overlaid, by account. */
  List<PlacementRow> overlaid(long migration, int limit) {
    return session.list(OVERLAID, PlacementTables::readPlacement, migration, limit);
  }

  /** Placements with chores left, by account. */
  List<PlacementRow> withChores(int limit) {
    return session.list(
        WITH_CHORES + GIVEN_OUT + " GROUP BY c.account ORDER BY c.account LIMIT ?",
        PlacementTables::readPlacement,
        limit);
  }

  /** The placement of an account, if it is under way or has chores left. */
  Optional<PlacementRow> withWork(ByteString account) {
    return session.first(
        PLACEMENT
            + " p WHERE account = ? AND ("
            + UNDER_WAY
            + " AND"
            + DRAINS
            + " OR EXISTS(SELECT 1 FROM chore WHERE chore.account = p.account)) AND"
            + GIVEN_OUT,
        PlacementTables::readPlacement,
        Columns.blob(account));
  }

  static PlacementRow readPlacement(ResultSet row) throws SQLException {
    return new PlacementRow(
        Columns.bytes(row, 1),
        row.getLong(2),
        row.getString(3),
        row.getString(4),
        PlacementPhase.of(row.getInt(5)),
        row.getLong(6),
        row.getLong(7));
  }
}
